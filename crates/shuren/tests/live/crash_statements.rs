//! The power goes, or a node, while applications store statements: what was acknowledged is there, whole and once.

use base::Conn;
use bench::records::Sample;
use bench::{Cast, Machine, Server};
use hyper::Method;
use people::person::NewPerson;
use records::progress;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
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

/// What the machines send: statements of a series, about these students of the platform or, when there are none, about strangers.
#[derive(Clone)]
struct Posts {
    sample: Sample,
    home: &'static str,
    students: Arc<Vec<i64>>,
}

impl Posts {
    fn about_strangers(sample: Sample) -> Posts {
        Posts { sample, home: "", students: Arc::default() }
    }

    fn body(&self, post: Post) -> String {
        let text = self.sample.array(numbers(post));
        if self.students.is_empty() {
            return text;
        }
        let mut statements: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        for (n, statement) in numbers(post).zip(&mut statements) {
            let student = self.students[n as usize % self.students.len()].to_string();
            statement["actor"] = serde_json::json!({ "account": { "homePage": self.home, "name": student } });
        }
        serde_json::to_string(&statements).unwrap()
    }
}

/// Stores post after post until the server is gone.
async fn store(machine: Machine, posts: Posts, number: u64, told: Arc<Mutex<Told>>) {
    for n in 0.. {
        let post = (number, n);
        told.lock().unwrap().sent.insert(post);
        match machine.call(Method::POST, "/xapi/statements", posts.body(post).into()).await {
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
        let machine = |n| store(Machine::new(&server.address, &authorization), Posts::about_strangers(sample), n, told.clone());
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

/// Where both nodes of a test are found by people, whichever of them serves.
const HOME: &str = "https://edu.example.cn";

async fn enrol(cast: &Cast, students: usize) -> Arc<Vec<i64>> {
    let (now, base) = (cast.base.clock.now(), cast.base.clone());
    let people: Vec<NewPerson> =
        (0..students).map(|n| NewPerson { id: base::id::next(), name: format!("学生{n}"), ..NewPerson::default() }).collect();
    let ids = people.iter().map(|p| p.id).collect();
    let seal = base.seal.clone();
    base.db.write(move |conn| Box::pin(async move { people::person::add(conn, now, &seal, &people).await })).await.unwrap();
    Arc::new(ids)
}

#[tokio::test]
async fn a_node_that_dies_takes_nothing_with_it() {
    let server = std::env::var("SHUREN_TEST_POSTGRES").expect("SHUREN_TEST_POSTGRES names a server: run `make test`");
    let (data, database) = (tempfile::tempdir().unwrap(), base::testing::fresh_schema(&server).await);
    std::fs::write(data.path().join("shuren.toml"), format!("base_url = \"{HOME}\"\n")).unwrap();
    let node = Node { data: data.path(), database: &database };
    let (mut first, cast) = node.start().await;
    let (second, _) = node.start().await;
    let authorization = cast.application().await.unwrap();
    let students = enrol(&cast, 30).await;
    let (posts, told) = (Posts { sample: Sample::new(1), home: HOME, students: students.clone() }, Arc::<Mutex<Told>>::default());
    let machine = |address: &str, n| tokio::spawn(store(Machine::new(address, &authorization), posts.clone(), n, told.clone()));
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
        let page = again.call(Method::POST, "/xapi/statements", posts.body(post).into()).await.unwrap();
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
    check(&mut conn, posts.sample, &told).await;
    let acknowledged: usize = told.acknowledged.iter().map(|post| numbers(*post).count()).sum();
    let sent: usize = told.sent.iter().map(|post| numbers(*post).count()).sum();
    let stored = records::count(&mut conn).await.unwrap() as usize;
    assert!((acknowledged..=sent).contains(&stored), "{acknowledged} acknowledged, {stored} stored, {sent} sent");
    drop(conn);
    projections_are_as_if_made_anew(&cast, &students).await;
}

/// What the nodes have followed, the dead one's part among it, is what a rebuild makes from the statements.
async fn projections_are_as_if_made_anew(cast: &Cast, students: &[i64]) {
    let read = async || {
        let mut conn = cast.base.db.read().await.unwrap();
        let mut days = progress::since(&mut conn, students, base::Date::constant(2026, 1, 1)).await.unwrap();
        days.sort_by(|a, b| (a.person, &a.day, &a.area).cmp(&(b.person, &b.day, &b.area)));
        let last: BTreeMap<i64, i64> = progress::last(&mut conn, students).await.unwrap().into_iter().collect();
        (days, last)
    };
    while progress::follow(&cast.base, -60_000).await.unwrap() > 0 {}
    let followed = read().await;
    assert_eq!(followed.1.len(), students.len(), "everybody has done something");
    assert!(followed.0.iter().map(|day| day.time).sum::<i64>() > 0);
    progress::rebuild(&cast.base).await.unwrap();
    assert_eq!(read().await, followed);
}

/// A PostgreSQL server of a test's own, which it may restart.
struct Postgres {
    child: Child,
    /// Its address.
    url: String,
    /// `pg_ctl` with the server's folder, as a line for a shell.
    control: String,
}

impl Postgres {
    fn start() -> Postgres {
        let script =
            Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is")).join("../../scripts/with-postgres");
        let told = r#"echo "$SHUREN_TEST_POSTGRES"; echo "$SHUREN_TEST_POSTGRES_CONTROL"; exec cat"#;
        let mut child = Command::new(script)
            .args(["bash", "-c", told])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("scripts/with-postgres");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut line = || lines.next().expect("a line of scripts/with-postgres").expect("text");
        let (url, control) = (line(), line());
        Postgres { child, url, control }
    }

    /// `fast` lets transactions in course be rolled back; `immediate` is as if the power had gone.
    fn restart(&self, mode: &str) {
        let done = Command::new("bash").args(["-c", &format!("{} -m {mode} restart", self.control)]).stdout(Stdio::null()).status();
        assert!(done.expect("pg_ctl").success(), "PostgreSQL was not restarted");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // At the end of its input it ends, and the server with it.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Stores post after post, each until it is acknowledged: what fails meanwhile is sent again, as an application would.
async fn insist(address: String, authorization: String, posts: Posts, number: u64, told: Arc<Mutex<Told>>) {
    let mut machine = Machine::new(&address, &authorization);
    for n in 0.. {
        let post = (number, n);
        told.lock().unwrap().sent.insert(post);
        loop {
            match machine.call(Method::POST, "/xapi/statements", posts.body(post).into()).await {
                Ok(page) if page.status.is_success() => break,
                Ok(page) => assert!(page.status.is_server_error(), "{}: {}", page.status, page.text()),
                Err(_) => machine = Machine::new(&address, &authorization),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        told.lock().unwrap().acknowledged.insert(post);
    }
}

/// The database goes and comes back under a server that keeps running.
#[tokio::test]
async fn acknowledged_statements_survive_a_restart_of_postgres() {
    let postgres = Postgres::start();
    let data = tempfile::tempdir().unwrap();
    let node = Node { data: data.path(), database: &postgres.url };
    let (server, cast) = node.start().await;
    let authorization = cast.application().await.unwrap();
    let (posts, told) = (Posts::about_strangers(Sample::new(1)), Arc::<Mutex<Told>>::default());
    let machine = |n| insist(server.address.clone(), authorization.clone(), posts.clone(), n, told.clone());
    let at_work: Vec<_> = (0..MACHINES).map(|n| tokio::spawn(machine(n))).collect();
    for mode in ["fast", "immediate"] {
        let before = told.lock().unwrap().acknowledged.len();
        until(&told, before + POSTS).await;
        postgres.restart(mode);
    }
    let before = told.lock().unwrap().acknowledged.len();
    until(&told, before + POSTS).await;
    for machine in at_work {
        machine.abort();
        assert!(machine.await.is_err_and(|e| e.is_cancelled()), "no statement was refused");
    }
    let mut conn = cast.base.db.read().await.unwrap();
    let told = told.lock().unwrap().clone();
    check(&mut conn, posts.sample, &told).await;
    let acknowledged: usize = told.acknowledged.iter().map(|post| numbers(*post).count()).sum();
    let sent: usize = told.sent.iter().map(|post| numbers(*post).count()).sum();
    let stored = records::count(&mut conn).await.unwrap() as usize;
    assert!((acknowledged..=sent).contains(&stored), "{acknowledged} acknowledged, {stored} stored, {sent} sent");
}
