//! One installation: a data directory, a database, and the binary run on them.

use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// An installation nobody has started yet.
pub struct Node {
    /// Its data directory.
    pub dir: tempfile::TempDir,
    /// Address of its database.
    pub database: String,
    listen: String,
}

/// One per database at hand.
pub async fn nodes() -> Vec<Node> {
    let node = |database: Option<String>| {
        let dir = tempfile::tempdir().expect("a data directory");
        let database = database.unwrap_or_else(|| format!("sqlite:{}", dir.path().join("shuren.db").display()));
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a spare port").port();
        Node { dir, database, listen: format!("127.0.0.1:{port}") }
    };
    let mut nodes = vec![node(None)];
    if let Ok(server) = std::env::var("SHUREN_TEST_POSTGRES") {
        nodes.push(node(Some(base::testing::fresh_schema(&server).await)));
    }
    nodes
}

impl Node {
    /// The binary with this installation's settings, speaking English.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shuren"));
        command
            .args(arguments)
            .env("LC_ALL", "en_GB.UTF-8")
            .env("SHUREN_DATA_DIR", self.dir.path())
            .env("SHUREN_DATABASE_URL", &self.database)
            .env("SHUREN_LISTEN", &self.listen)
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the binary")
    }

    /// What a command that succeeds says.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    /// Why a command that must fail did.
    pub fn fail(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments:?} succeeded: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).expect("text")
    }

    /// Serves until the value is dropped.
    pub async fn serve(&self, settings: &[(&str, &str)]) -> Server {
        // The HTTP client is built as the product's is, without a choice of cryptography of its own.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let child =
            self.command(&[]).envs(settings.iter().copied()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the server");
        let server = Server { child, address: format!("http://{}", self.listen) };
        let began = Instant::now();
        while reqwest::get(format!("{}/", server.address)).await.is_err() {
            assert!(began.elapsed() < Duration::from_secs(60), "no answer from {}", server.address);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        server
    }
}

/// A running server.
pub struct Server {
    child: Child,
    /// Such as `http://127.0.0.1:40000`.
    pub address: String,
}

impl Server {
    /// The answer to a GET.
    pub async fn get(&self, path: &str) -> reqwest::Response {
        reqwest::get(format!("{}{path}", self.address)).await.expect("an answer")
    }

    /// SIGTERM, twice as `timeout` and `make` send it; gives the exit code.
    pub fn terminate(&mut self) -> Option<i32> {
        let process = self.child.id().to_string();
        let began = Instant::now();
        Command::new("kill").args([&process, &process]).status().expect("kill");
        let code = self.child.wait().expect("its end").code();
        assert!(began.elapsed() < Duration::from_secs(10), "it took {:?}", began.elapsed());
        code
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
