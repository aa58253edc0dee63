//! `docs/benchmarks.md`: the figures as tables, a section an area and size, with the command, the machine and the day.

use crate::Figure;
use anyhow::Result;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

const HEAD: &str = "# Benchmarks

Written by `make bench`. Latency is wall time with the driver on the same cores, at clients that send as fast as they are answered; processor
time is the server's own (user and system, from `/proc`). Sizes are bytes of bodies, compressed, on a first visit. A goal that does not hold
stays in the table.
";

/// Writes the sections of these figures' areas into the file and leaves its other sections as they are. `arguments` are those
/// that the program was called with beside the area.
pub fn write(file: &Path, arguments: &str, figures: &[Figure]) -> Result<()> {
    let old = std::fs::read_to_string(file).unwrap_or_default();
    let mut sections: BTreeMap<String, String> = BTreeMap::new();
    for section in old.split("\n## ").skip(1) {
        let (heading, body) = section.split_once('\n').unwrap_or((section, ""));
        sections.insert(heading.to_owned(), body.trim().to_owned());
    }
    let mut areas: BTreeMap<&str, Vec<&Figure>> = BTreeMap::new();
    for figure in figures {
        areas.entry(&figure.area).or_default().push(figure);
    }
    for (area, figures) in areas {
        sections.insert(format!("{area}{arguments}"), section(&format!("bench {area}{arguments}"), &figures));
    }
    let mut text = HEAD.to_owned();
    for (heading, body) in sections {
        let _ = write!(text, "\n## {heading}\n\n{body}\n");
    }
    Ok(std::fs::write(file, text)?)
}

fn section(command: &str, figures: &[&Figure]) -> String {
    let day = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    let mut text =
        format!("`{command}` on {}, {day}.\n\n| figure | value | goal | holds | peer |\n| --- | ---: | --- | --- | --- |\n", machine());
    for f in figures {
        let holds = f.holds.map_or("", |yes| if yes { "yes" } else { "**no**" });
        let peer =
            f.peer.as_ref().map_or(String::new(), |peer| format!("{peer}: {} {}", f.peer_value.as_deref().unwrap_or_default(), f.unit));
        let goal = f.goal.as_deref().unwrap_or_default();
        let _ = writeln!(text, "| {} | {} {} | {goal} | {holds} | {peer} |", f.name, f.value, f.unit);
    }
    text.trim_end().to_owned()
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_section_is_replaced_and_the_others_stay() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("benchmarks.md");
        write(&file, "", &[Figure::new("house", "cold_start", 0.5, "s")]).unwrap();
        write(&file, " --full", &[Figure::new("house", "cold_start", 0.7, "s"), Figure::new("records", "rate", 9.0, "1/s")]).unwrap();
        write(&file, "", &[Figure::new("house", "cold_start", 0.3, "s").below(0.4)]).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        let headings: Vec<&str> = text.lines().filter(|l| l.starts_with("## ")).collect();
        assert_eq!(headings, ["## house", "## house --full", "## records --full"]);
        assert!(text.contains("| cold_start | 0.3 s | < 0.4 | yes |  |") && text.contains("0.7 s") && text.contains("9 1/s"));
        assert!(!text.contains("0.5 s") && text.starts_with(HEAD));
    }
}
