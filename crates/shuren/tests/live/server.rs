//! The real binary on a database of the test's own, filled with the demo region of 6,000 students.

use bench::{Cast, Server};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Making the demo region with an unoptimised binary takes its time.
const FILLING: Duration = Duration::from_secs(500);
const STARTING: Duration = Duration::from_secs(60);

/// A running server with its people.
pub struct Region {
    /// The process.
    pub server: Server,
    /// Who acts.
    pub cast: Cast,
    data: tempfile::TempDir,
    database: String,
}

impl Region {
    /// In SQLite. The region is made once per build and copied for each test.
    pub async fn sqlite() -> Region {
        let data = tempfile::tempdir().expect("a data directory");
        copy(&demo().await, data.path());
        let database = in_file(data.path());
        Region::open(data, database, "").await
    }

    /// In PostgreSQL, in a fresh schema of the server that `make test` starts.
    pub async fn postgres() -> Region {
        let server = std::env::var("SHUREN_TEST_POSTGRES").expect("SHUREN_TEST_POSTGRES names a server: run `make test`");
        let data = tempfile::tempdir().expect("a data directory");
        let database = base::testing::fresh_schema(&server).await;
        Region::open(data, database, "s").await
    }

    async fn open(data: tempfile::TempDir, database: String, demo: &str) -> Region {
        let (server, cast) = serve(data.path(), &database, demo).await;
        Region { server, cast, data, database }
    }

    /// Ends the process at once, as a power cut would, and serves the same data again.
    pub async fn kill_and_serve_again(&mut self) {
        self.server.kill().expect("kill -9");
        (self.server, self.cast) = serve(self.data.path(), &self.database, "").await;
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.address)
    }
}

fn in_file(data: &Path) -> String {
    format!("sqlite:{}", data.join("shuren.db").display())
}

async fn serve(data: &Path, database: &str, demo: &str) -> (Server, Cast) {
    let mut server = Server::start(Path::new(env!("CARGO_BIN_EXE_shuren")), data, database, demo).expect("the server");
    server.ready(if demo.is_empty() { STARTING } else { FILLING }).await.unwrap_or_else(|e| panic!("{e:#}"));
    let cast = Cast::open(data, database, &server.address).await.expect("the database");
    (server, cast)
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
    }
}

/// A data directory with the demo region: made by the first test that asks, kept until the binary changes.
async fn demo() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    std::fs::create_dir_all(&folder).expect("a folder");
    let lock = File::create(folder.join("demo.lock")).expect("a lock");
    lock.lock().expect("the lock");
    let built = std::fs::metadata(env!("CARGO_BIN_EXE_shuren")).and_then(|m| m.modified()).expect("the binary's age");
    let kept = folder.join(format!("demo-{}", built.duration_since(SystemTime::UNIX_EPOCH).expect("an age").as_millis()));
    if !kept.exists() {
        for old in std::fs::read_dir(&folder).expect("the folder").flatten() {
            if old.file_name().to_string_lossy().starts_with("demo-") {
                std::fs::remove_dir_all(old.path()).expect("an old region removed");
            }
        }
        let making = tempfile::tempdir_in(&folder).expect("a folder");
        let binary = Path::new(env!("CARGO_BIN_EXE_shuren"));
        let mut server = Server::start(binary, making.path(), &in_file(making.path()), "s").expect("the server");
        server.ready(FILLING).await.unwrap_or_else(|e| panic!("{e:#}"));
        server.stop().expect("its end");
        std::fs::rename(making.keep(), &kept).expect("the region kept");
    }
    kept
}
