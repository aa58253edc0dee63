//! The real binary, started as a school would start it, on a database of the test's own.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

/// Which engine the server stores in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A running server; it ends, and its files vanish, with this value.
pub struct Server {
    child: Child,
    /// Data directory.
    dir: tempfile::TempDir,
    /// `sqlite:…` or `postgres://…`.
    pub database: String,
    /// Such as `http://127.0.0.1:40000`, without a slash at the end.
    pub address: String,
}

impl Server {
    /// A server with the demo region of 6,000 students in SQLite. The region is made once per build and copied for each test.
    pub async fn with_demo() -> Server {
        let dir = tempfile::tempdir().expect("a data directory");
        for entry in std::fs::read_dir(demo().await).expect("the demo region") {
            let entry = entry.expect("an entry");
            std::fs::copy(entry.path(), dir.path().join(entry.file_name())).expect("a copy");
        }
        let database = format!("sqlite:{}", dir.path().join("shuren.db").display());
        Server::serve(dir, database, "").await
    }

    /// A server that fills a fresh database of this engine with the demo region itself.
    pub async fn fresh(engine: Engine) -> Server {
        let dir = tempfile::tempdir().expect("a data directory");
        let database = match engine {
            Engine::Sqlite => format!("sqlite:{}", dir.path().join("shuren.db").display()),
            Engine::Postgres => {
                let server = std::env::var("SHUREN_TEST_POSTGRES").expect("SHUREN_TEST_POSTGRES names a server: run `make test`");
                base::testing::fresh_schema(&server).await
            }
        };
        Server::serve(dir, database, "s").await
    }

    async fn serve(dir: tempfile::TempDir, database: String, demo: &str) -> Server {
        let (child, address) = start(dir.path(), &database, demo);
        let mut server = Server { child, dir, database, address };
        server.answers().await;
        server
    }

    /// Ends the process at once, as a power cut would, and starts it again on the same data.
    pub async fn kill_and_restart(&mut self) {
        self.child.kill().expect("kill -9");
        self.child.wait().expect("its end");
        (self.child, self.address) = start(self.dir.path(), &self.database, "");
        self.answers().await;
    }

    /// Waits for `/health`; the demo region is made before it answers.
    async fn answers(&mut self) {
        let began = Instant::now();
        let client = reqwest::Client::new();
        loop {
            if client.get(format!("{}/health", self.address)).send().await.is_ok_and(|r| r.status().is_success()) {
                return;
            }
            if let Some(status) = self.child.try_wait().expect("its state") {
                panic!("the server ended: {status}\n{}", std::fs::read_to_string(self.dir.path().join("server.log")).unwrap_or_default());
            }
            assert!(began.elapsed() < Duration::from_secs(400), "no answer from {}", self.address);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends it as an operator would, and waits until all is written.
    fn stop(&mut self) {
        Command::new("kill").arg(self.child.id().to_string()).status().expect("kill");
        self.child.wait().expect("its end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port nobody listens on now.
pub fn spare_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a spare port").port()
}

fn start(data: &Path, database: &str, demo: &str) -> (Child, String) {
    let listen = format!("127.0.0.1:{}", spare_port());
    let log = File::create(data.join("server.log")).expect("a log");
    let child = Command::new(env!("CARGO_BIN_EXE_shuren"))
        .env("SHUREN_DATA_DIR", data)
        .env("SHUREN_DATABASE_URL", database)
        .env("SHUREN_LISTEN", &listen)
        .env("SHUREN_DEMO", demo)
        .env("SHUREN_SIGN_IN_PER_MINUTE", "100000")
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("a log"))
        .stderr(log)
        .spawn()
        .expect("the server");
    (child, format!("http://{listen}"))
}

/// A data directory with the demo region: made by the first test that asks, kept until the binary changes.
async fn demo() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    std::fs::create_dir_all(&folder).expect("a folder");
    let lock = File::create(folder.join("demo.lock")).expect("a lock");
    lock.lock().expect("the lock");
    let built = std::fs::metadata(env!("CARGO_BIN_EXE_shuren")).and_then(|m| m.modified()).expect("the binary's age");
    let stamp = built.duration_since(SystemTime::UNIX_EPOCH).expect("an age").as_millis();
    let kept = folder.join(format!("demo-{stamp}"));
    if !kept.exists() {
        for entry in std::fs::read_dir(&folder).expect("the folder").flatten() {
            if entry.file_name().to_string_lossy().starts_with("demo-") {
                std::fs::remove_dir_all(entry.path()).expect("an old region removed");
            }
        }
        let mut server = Server::fresh(Engine::Sqlite).await;
        server.stop();
        let made = folder.join("making");
        let _ = std::fs::remove_dir_all(&made);
        std::fs::create_dir(&made).expect("a folder");
        for entry in std::fs::read_dir(server.dir.path()).expect("its files") {
            let entry = entry.expect("an entry");
            std::fs::copy(entry.path(), made.join(entry.file_name())).expect("a copy");
        }
        std::fs::rename(&made, &kept).expect("the region kept");
    }
    kept
}
