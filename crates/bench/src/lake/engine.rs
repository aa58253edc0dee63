//! The engines beside the product: Spark and Sail, from PyPI, driven by `lake/report.py`.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// An engine that speaks Spark Connect.
pub struct Engine {
    /// Its name for the driver.
    pub name: &'static str,
    /// What Python must be able to import.
    needs: &'static str,
    /// How to get it.
    package: &'static str,
}

/// Those that the reports are compared on.
pub const ENGINES: &[Engine] = &[
    Engine { name: "spark", needs: "import pyspark.sql.connect.session, grpc", package: "pyspark[connect] (and a JDK 17)" },
    Engine { name: "sail", needs: "import pysail, pyspark.sql.connect.session", package: "pysail and pyspark[connect]" },
];

/// What an engine answered.
pub struct Report {
    /// The engine's name and version.
    pub version: String,
    /// Seconds until the tables were open.
    pub started: f64,
    /// For each query its rows, and its seconds.
    pub queries: BTreeMap<String, (Vec<Value>, f64)>,
}

impl Report {
    /// Runs all reports; `None`, and a sentence on standard error, when the engine is not installed.
    pub fn run(python: &Path, engine: &Engine, lake: &Path) -> Result<Option<Report>> {
        let there = Command::new(python).args(["-c", engine.needs]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !there.is_ok_and(|status| status.success()) {
            eprintln!(
                "{} is not compared: {} has no {} (SHUREN_LAKE_PYTHON names another Python)",
                engine.name,
                python.display(),
                engine.package
            );
            return Ok(None);
        }
        let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lake/report.py");
        let output = Command::new(python).arg(driver).args(["--engine", engine.name, "--lake"]).arg(lake).output()?;
        if !output.status.success() {
            bail!("{}: {}", engine.name, String::from_utf8_lossy(&output.stderr));
        }
        let text = String::from_utf8(output.stdout)?;
        let mut lines = text.lines().map(serde_json::from_str::<Value>);
        let first = lines.next().context("the driver said nothing")??;
        let version = first["engine"].as_str().context("an engine")?.to_owned();
        let mut report = Report { version, started: first["started"].as_f64().unwrap_or_default(), queries: BTreeMap::new() };
        for line in lines {
            let mut line = line?;
            let name = line["query"].as_str().context("a query")?.to_owned();
            let rows = line["rows"].as_array_mut().map(std::mem::take).context("rows")?;
            report.queries.insert(name, (rows, line["seconds"].as_f64().unwrap_or_default()));
        }
        Ok(Some(report))
    }

    /// Seconds of all reports together.
    pub fn seconds(&self) -> f64 {
        self.queries.values().map(|(_, seconds)| seconds).sum()
    }
}
