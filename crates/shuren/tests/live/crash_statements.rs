//! The power goes, or a node, while applications store statements: what was acknowledged is there, whole and once.

use base::Conn;
use bench::records::Sample;
use bench::{Cast, Machine, Server};
use hyper::Method;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Connections that store at the same time.
const MACHINES: u64 = 12;
/// Posts acknowledged until the power goes.
const POSTS: usize = 100;
/// Statements of a batch; every other post is a single one.
const BATCH: u64 = 20;
/// Room between the series' numbers of two posts.
const ROOM: u64 = 100;

/// A post: which series, which machine's how manyeth.
type Post = (u64, u64);

#[derive(Default, Clone)]
struct Told {
    sent: BTreeSet<Post>,
    acknowledged: BTreeSet<Post>,
}

fn numbers((machine, n): Post) -> std::ops::Range<u64> {
    let first = (machine << 32) + n * ROOM;
    first..first + if n.is_multiple_of(2) { 1 } else { BATCH }
}

/// Stores post after post until the server is gone.
async fn store(machine: Machine, sample: Sample, number: u64, told: Arc<Mutex<Told>>) {
    for n in 0.. {
        let post = (number, n);
        told.lock().unwrap().sent.insert(post);
        match machine.call(Method::POST, "/xapi/statements", sample.array(numbers(post)).into()).await {
            Ok(page) => assert!(page.status.is_success(), "{}: {}", page.status, page.text()),
            Err(_) => return,
        }
        told.lock().unwrap().acknowledged.insert(post);
    }
}

/// Every post is there whole or not at all, and those acknowledged are there.
async fn check(conn: &mut Conn, sample: Sample, told: &Told) {
    for post in &told.sent {
        let mut there = 0;
        for n in numbers(*post) {
            there += usize::from(records::get(conn, sample.id(n)).await.unwrap().is_some());
        }
        assert!(there == 0 || there as u64 == numbers(*post).count() as u64, "half of {post:?}");
        assert!(there > 0 || !told.acknowledged.contains(post), "{post:?} was acknowledged and is lost");
    }
}

struct Node<'a> {
    data: &'a Path,
    database: &'a str,
}

impl Node<'_> {
    async fn start(&self) -> (Server, Cast) {
        let mut server = Server::start(Path::new(env!("CARGO_BIN_EXE_shuren")), self.data, self.database, "").expect("the server");
        server.ready(Duration::from_secs(60)).await.unwrap_or_else(|e| panic!("{e:#}"));
        let cast = Cast::open(self.data, self.database, &server.address).await.expect("the database");
        (server, cast)
    }
}

async fn until(told: &Mutex<Told>, acknowledged: usize) {
    let began = Instant::now();
    while told.lock().unwrap().acknowledged.len() < acknowledged {
        assert!(began.elapsed() < Duration::from_secs(120), "only {} posts", told.lock().unwrap().acknowledged.len());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn survives(database: Option<String>) {
    // `SHUREN_CRASHES=50` for the long run that docs/benchmarks.md tells of.
    let crashes = std::env::var("SHUREN_CRASHES").ok().and_then(|n| n.parse().ok()).unwrap_or(3);
    let data = tempfile::tempdir().unwrap();
    let database = database.unwrap_or_else(|| format!("sqlite:{}", data.path().join("shuren.db").display()));
    let node = Node { data: data.path(), database: &database };
    let (mut server, mut cast) = node.start().await;
    let authorization = cast.application().await.unwrap();
    for crash in 0..crashes {
        let (sample, told) = (Sample::new(crash), Arc::<Mutex<Told>>::default());
        let machine = |n| store(Machine::new(&server.address, &authorization), sample, n, told.clone());
        let at_work: Vec<_> = (0..MACHINES).map(|n| tokio::spawn(machine(n))).collect();
        // Not always at the same point.
        until(&told, POSTS + crash as usize * 7 % 50).await;
        server.kill().unwrap();
        for machine in at_work {
            machine.await.expect("no statement was refused");
        }
        (server, cast) = node.start().await;
        let mut conn = cast.base.db.read().await.unwrap();
        let told = told.lock().unwrap().clone();
        check(&mut conn, sample, &told).await;
    }
}

#[tokio::test]
async fn acknowledged_statements_survive_kill_9_on_sqlite() {
    survives(None).await;
}

#[tokio::test]
async fn acknowledged_statements_survive_kill_9_on_postgres() {
    let server = std::env::var("SHUREN_TEST_POSTGRES").expect("SHUREN_TEST_POSTGRES names a server: run `make test`");
    survives(Some(base::testing::fresh_schema(&server).await)).await;
}

#[tokio::test]
async fn a_node_that_dies_takes_nothing_with_it() {
    let server = std::env::var("SHUREN_TEST_POSTGRES").expect("SHUREN_TEST_POSTGRES names a server: run `make test`");
    let (data, database) = (tempfile::tempdir().unwrap(), base::testing::fresh_schema(&server).await);
    let node = Node { data: data.path(), database: &database };
    let (mut first, cast) = node.start().await;
    let (second, _) = node.start().await;
    let authorization = cast.application().await.unwrap();
    let (sample, told) = (Sample::new(1), Arc::<Mutex<Told>>::default());
    let machine = |address: &str, n| tokio::spawn(store(Machine::new(address, &authorization), sample, n, told.clone()));
    let there: Vec<_> = (0..MACHINES).map(|n| machine(&first.address, n)).collect();
    let here: Vec<_> = (MACHINES..2 * MACHINES).map(|n| machine(&second.address, n)).collect();
    until(&told, POSTS).await;
    first.kill().unwrap();
    for machine in there {
        machine.await.expect("no statement was refused");
    }
    let before = told.lock().unwrap().acknowledged.len();
    // What the dead node did not answer is sent to the other, as an application would; what it had stored is not doubled.
    let unanswered: Vec<Post> = {
        let told = told.lock().unwrap();
        told.sent.iter().copied().filter(|post| post.0 < MACHINES && !told.acknowledged.contains(post)).collect()
    };
    let again = Machine::new(&second.address, &authorization);
    for post in unanswered {
        let page = again.call(Method::POST, "/xapi/statements", sample.array(numbers(post)).into()).await.unwrap();
        assert!(page.status.is_success(), "{}: {}", page.status, page.text());
        told.lock().unwrap().acknowledged.insert(post);
    }
    until(&told, before + POSTS).await;
    for machine in here {
        machine.abort();
        let _ = machine.await;
    }
    let mut conn = cast.base.db.read().await.unwrap();
    let told = told.lock().unwrap().clone();
    check(&mut conn, sample, &told).await;
    let acknowledged: usize = told.acknowledged.iter().map(|post| numbers(*post).count()).sum();
    let sent: usize = told.sent.iter().map(|post| numbers(*post).count()).sum();
    let stored = records::count(&mut conn).await.unwrap() as usize;
    assert!((acknowledged..=sent).contains(&stored), "{acknowledged} acknowledged, {stored} stored, {sent} sent");
}
