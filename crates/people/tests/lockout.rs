//! Guessing passwords and codes: what is counted, and what no way around it opens. On both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::testing::{START, TestBase, bases};
use base::{Error, Problem};
use people::account::{self, SignIn};
use people::person::NewPerson;
use people::session;

const LOGIN: &str = "teacher";
const RIGHT: &str = "bamboo-7-grows";

/// One person with an account and a password of their own.
async fn person(base: &TestBase) -> i64 {
    let (seal, id, hash) = (base.seal.clone(), base::id::next(), account::hash(RIGHT).await.unwrap());
    let new = NewPerson { id, name: "x".into(), ..NewPerson::default() };
    base.db
        .write(move |conn| {
            Box::pin(async move {
                people::person::add(conn, START, &seal, &[new]).await?;
                account::create_shared(conn, &[(id, LOGIN.to_owned())], &hash).await
            })
        })
        .await
        .unwrap();
    id
}

/// Sets up the second factor and gives what makes its codes.
async fn authenticator(base: &TestBase, person: i64) -> totp_rs::Totp {
    let (address, _) = account::begin_totp(base, person).await.unwrap();
    let totp = totp_rs::Totp::from_url(&address).unwrap();
    assert!(account::check_totp(base, person, &code(base, &totp)).await.unwrap());
    totp
}

fn code(base: &TestBase, totp: &totp_rs::Totp) -> String {
    totp.generate((base.clock.now() / 1000) as u64).to_string()
}

fn problem(outcome: base::Result<()>) -> Problem {
    match outcome {
        Err(Error::Invalid(problems)) => problems.into_iter().next().unwrap(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn guesses_sent_together_are_counted_one_by_one() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        person(&base).await;
        let limit = base.config.lockout_after as usize;
        let guesses = (0..limit + 4).map(|_| account::sign_in(&base, LOGIN, "wrong"));
        let answers = futures::future::try_join_all(guesses).await.unwrap();
        let until = START + account::LOCKED_FOR;
        assert_eq!(answers.iter().filter(|a| **a == SignIn::Wrong).count(), limit - 1);
        assert_eq!(answers.iter().filter(|a| **a == SignIn::Locked { until }).count(), 5);
        assert_eq!(account::sign_in(&base, LOGIN, RIGHT).await.unwrap(), SignIn::Locked { until });
    }
}

#[tokio::test]
async fn codes_are_not_guessed_between_right_passwords() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let id = person(&base).await;
        let totp = authenticator(&base, id).await;
        for _ in 0..base.config.lockout_after {
            assert_eq!(account::sign_in(&base, LOGIN, RIGHT).await.unwrap(), SignIn::Right { person: id, must_change: false });
            assert!(!account::check_totp(&base, id, "wrong").await.unwrap());
        }
        let until = START + account::LOCKED_FOR;
        assert_eq!(account::sign_in(&base, LOGIN, RIGHT).await.unwrap(), SignIn::Locked { until });
        base.clock.advance(60_000);
        assert!(!account::check_totp(&base, id, &code(&base, &totp)).await.unwrap(), "locked, even for the right code");
        base.clock.advance(account::LOCKED_FOR);
        assert!(account::check_totp(&base, id, &code(&base, &totp)).await.unwrap());
    }
}

#[tokio::test]
async fn the_old_password_is_not_guessed_from_an_open_session() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let id = person(&base).await;
        let change = async |old: &str, new: &str| problem(account::change_password(&base, id, old, new, "").await).key;
        assert_eq!(change(RIGHT, "short").await, "account.password_short", "told of the new one only, whatever the old one");
        for _ in 1..base.config.lockout_after {
            assert_eq!(change("wrong", "another-secret").await, "account.password_wrong");
        }
        assert_eq!(change("wrong", "another-secret").await, "account.locked");
        assert_eq!(change(RIGHT, "another-secret").await, "account.locked");
        base.clock.advance(account::LOCKED_FOR + 1);
        account::change_password(&base, id, RIGHT, "another-secret", "").await.unwrap();
    }
}

#[tokio::test]
async fn a_session_owes_the_code_of_a_second_factor_that_is_set_up_until_it_is_reset() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let id = person(&base).await;
        let token = session::begin(&base, id, "127.0.0.1", "test").await.unwrap();
        let seen = session::of_token(&base, &token).await.unwrap();
        assert!(!seen.owes_code() && !seen.wants_second_factor());
        authenticator(&base, id).await;
        let seen = session::of_token(&base, &token).await.unwrap();
        assert!(seen.owes_code() && seen.wants_second_factor());
        session::passed_second_factor(&base, &token).await.unwrap();
        assert!(!session::of_token(&base, &token).await.unwrap().owes_code());

        assert!(matches!(account::reset_totp(&base, "nobody").await, Err(Error::NotFound)));
        account::reset_totp(&base, " Teacher ").await.unwrap();
        assert!(matches!(session::of_token(&base, &token).await, Err(Error::Unauthorized)));
        let known = account::of_person(&mut base.db.read().await.unwrap(), id).await.unwrap().unwrap();
        assert!(!known.totp_confirmed);
        authenticator(&base, id).await;
    }
}
