//! `docs/benchmarks.md`: the figures as tables, with the command, the machine and the day.

use crate::Figure;
use anyhow::Result;
use std::fmt::Write;
use std::path::Path;

/// Writes the report over the file.
pub fn write(file: &Path, command: &str, figures: &[Figure]) -> Result<()> {
    let mut text = String::from(
        "# Benchmarks\n\nWritten by `make bench`. Latency is wall time with the driver on the same cores; processor time is the server's own \
         (user and system, from `/proc`). Sizes are bytes of bodies, compressed, on a first visit. A goal that does not hold stays in the table.\n",
    );
    let _ = write!(text, "\n- command: `{command}`\n- machine: {}\n- day: {}\n", machine(), jiff::Timestamp::now().strftime("%Y-%m-%d"));
    text.push_str("\n| area | figure | value | goal | holds | peer |\n| --- | --- | ---: | --- | --- | --- |\n");
    for f in figures {
        let holds = f.holds.map_or("", |yes| if yes { "yes" } else { "**no**" });
        let peer =
            f.peer.as_ref().map_or(String::new(), |peer| format!("{peer}: {} {}", f.peer_value.as_deref().unwrap_or_default(), f.unit));
        let goal = f.goal.as_deref().unwrap_or_default();
        let _ = writeln!(text, "| {} | {} | {} {} | {goal} | {holds} | {peer} |", f.area, f.name, f.value, f.unit);
    }
    Ok(std::fs::write(file, text)?)
}

/// Processor, cores and memory of this machine.
fn machine() -> String {
    let read = |file: &str, key: &str| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        text.lines().find_map(|l| l.strip_prefix(key).map(|v| v.trim_start_matches([':', '\t', ' ']).to_owned())).unwrap_or_default()
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kilobytes: f64 = read("/proc/meminfo", "MemTotal").trim_end_matches("kB").trim().parse().unwrap_or_default();
    format!("{}, {cores} cores, {:.0} GB", read("/proc/cpuinfo", "model name"), kilobytes / 1e6)
}
