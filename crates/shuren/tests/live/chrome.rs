//! Debian's Chromium, driven through chromedriver, at the width of a phone or of a desk.

use bench::spare_port;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use thirtyfour::ChromeCapabilities;
use thirtyfour::prelude::*;

/// Widths every journey is walked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// 360 px, the narrowest phone still in use.
    Phone,
    /// 1280 px.
    Desk,
}

impl Width {
    pub const BOTH: [Width; 2] = [Width::Phone, Width::Desk];

    fn pixels(self) -> (u32, u32) {
        match self {
            Width::Phone => (360, 780),
            Width::Desk => (1280, 900),
        }
    }
}

/// One browser with a profile of its own.
pub struct Browser {
    driver: Child,
    port: u16,
    _profile: tempfile::TempDir,
    /// The page, through WebDriver.
    pub page: WebDriver,
    width: Width,
}

impl Browser {
    /// Starts chromedriver on a spare port and a browser through it.
    pub async fn open(width: Width) -> Browser {
        let port = spare_port().expect("a spare port");
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver: run `make test`, which installs it");
        let profile = tempfile::tempdir().expect("a profile");
        let mut options = DesiredCapabilities::chrome();
        for flag in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900",
        ] {
            options.add_arg(flag).expect("a flag");
        }
        options.add_arg(&format!("--user-data-dir={}", profile.path().display())).expect("a flag");
        options.add_experimental_option("prefs", json!({"intl.accept_languages": "zh-CN,zh"})).expect("a preference");
        let page = connect(port, options).await;
        let browser = Browser { driver, port, _profile: profile, page, width };
        browser.set_height(width.pixels().1.into()).await;
        browser
    }

    async fn set_height(&self, height: i64) {
        let mobile = self.width == Width::Phone;
        let metrics = json!({"width": self.width.pixels().0, "height": height, "deviceScaleFactor": 1, "mobile": mobile});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    async fn devtools(&self, command: &str, arguments: Value) -> Value {
        self.page.cdp().send_raw(command, arguments).await.expect("a DevTools command")
    }

    /// Keeps the whole page as `target/screenshots/JOURNEY-WIDTH.png`.
    pub async fn keep(&self, journey: &str) {
        use base64::Engine;
        // A window as high as the page, so that bars that stick to its edges stand at the page's.
        let height = self.page.execute("return document.documentElement.scrollHeight", Vec::new()).await.expect("a height");
        self.set_height(height.json().as_i64().unwrap_or_default().max(self.width.pixels().1.into())).await;
        let shot = self.devtools("Page.captureScreenshot", json!({"format": "png"})).await;
        self.set_height(self.width.pixels().1.into()).await;
        let png = base64::engine::general_purpose::STANDARD.decode(shot["data"].as_str().expect("a picture")).expect("base64");
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../screenshots");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join(format!("{journey}-{}.png", self.width.pixels().0)), png).expect("a picture");
    }

    /// Takes the network away, and gives it back.
    pub async fn offline(&self, offline: bool) {
        self.devtools("Network.enable", json!({})).await;
        let conditions = json!({"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
        self.devtools("Network.emulateNetworkConditions", conditions).await;
    }

    /// Light or dark, as the person's system asks for.
    pub async fn prefer(&self, scheme: &str) {
        self.devtools("Emulation.setEmulatedMedia", json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]})).await;
    }
}

impl Drop for Browser {
    /// Asks chromedriver to end the browser and itself; a killed chromedriver would leave the browser running.
    fn drop(&mut self) {
        let _ = self.page.clone().leak();
        if let Ok(mut socket) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = socket.write_all(b"GET /shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            let _ = socket.set_read_timeout(Some(Duration::from_secs(10)));
            let _ = socket.read_to_end(&mut Vec::new());
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// chromedriver needs a moment until it listens.
async fn connect(port: u16, options: ChromeCapabilities) -> WebDriver {
    // The HTTP client is built as the product's is, without a choice of cryptography of its own.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut last = None;
    for _ in 0..100 {
        match WebDriver::new(format!("http://127.0.0.1:{port}"), options.clone()).await {
            Ok(driver) => return driver,
            Err(error) => last = Some(error),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no browser: {last:?}");
}
