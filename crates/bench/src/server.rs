//! The product's process: started, asked whether it serves, measured, ended.

use crate::Client;
use anyhow::{Context, Result, bail, ensure};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server; it ends with this value.
pub struct Server {
    child: Child,
    began: Instant,
    log: PathBuf,
    /// Such as `http://127.0.0.1:40000`.
    pub address: String,
}

/// A port of the loopback that nobody listens on now.
pub fn spare_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

impl Server {
    /// Starts `binary` on a spare port with this data directory and database; `demo` is the size of the
    /// demo region to make in an empty database, or nothing. What it prints goes to `server.log` in the data directory.
    pub fn start(binary: &Path, data: &Path, database: &str, demo: &str) -> Result<Server> {
        ensure!(binary.exists(), "{} is missing: build it with cargo build --release -p shuren", binary.display());
        let listen = format!("127.0.0.1:{}", spare_port()?);
        let log = data.join("server.log");
        let file = File::create(&log).with_context(|| format!("{}", log.display()))?;
        let child = Command::new(binary)
            .env("SHUREN_DATA_DIR", data)
            .env("SHUREN_DATABASE_URL", database)
            .env("SHUREN_LISTEN", &listen)
            .env("SHUREN_DEMO", demo)
            // Many people sign in from the one address of a test.
            .env("SHUREN_SIGN_IN_PER_MINUTE", "100000")
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("{}", binary.display()))?;
        Ok(Server { child, began: Instant::now(), log, address: format!("http://{listen}") })
    }

    /// Waits until the sign-in page answers 200 and gives the time since the start.
    pub async fn ready(&mut self, within: Duration) -> Result<Duration> {
        let client = Client::new(&self.address, "");
        loop {
            if client.get("/sign-in").await.is_ok_and(|page| page.status.is_success()) {
                return Ok(self.began.elapsed());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended ({status}):\n{}", std::fs::read_to_string(&self.log).unwrap_or_default());
            }
            ensure!(self.began.elapsed() < within, "{} does not answer after {within:?}", self.address);
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Ends it at once, as a power cut would (SIGKILL).
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Ends it as an operator would (SIGTERM) and waits until all is written.
    pub fn stop(&mut self) -> Result<()> {
        Command::new("kill").arg(self.child.id().to_string()).status()?;
        self.child.wait()?;
        Ok(())
    }

    /// Memory in use (VmRSS), in bytes.
    pub fn resident(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).context("VmRSS")?;
        let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kilobytes * 1024)
    }

    /// Processor time spent by all its threads, in user and system mode.
    pub fn processor(&self) -> Result<Duration> {
        processor(self.child.id())
    }
}

/// Processor time of a process (proc(5), `stat`, fields 14 and 15).
fn processor(process: u32) -> Result<Duration> {
    /// USER_HZ is 100 on every Linux that Rust supports.
    const TICK: Duration = Duration::from_millis(10);
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name in field 2 may hold blanks; what follows its closing bracket does not.
    let (_, rest) = stat.rsplit_once(')').context("stat")?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks: u32 = fields[11].parse::<u32>()? + fields[12].parse::<u32>()?;
    Ok(TICK * ticks)
}

/// Processor time of all processes called `postgres`, as far as they live.
pub fn postgres() -> Result<Duration> {
    let mut total = Duration::ZERO;
    for entry in std::fs::read_dir("/proc")? {
        let Some(process) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let name = std::fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
        if name.trim_end() == "postgres" {
            // It may have ended meanwhile.
            total += processor(process).unwrap_or_default();
        }
    }
    Ok(total)
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}
