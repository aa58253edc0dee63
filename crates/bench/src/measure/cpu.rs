//! Processor time and memory of this process.

/// CPU seconds of all threads that run, user and system.
pub fn seconds() -> f64 {
    let of = |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("schedstat")).ok()?.split(' ').next()?.parse::<f64>().ok();
    std::fs::read_dir("/proc/self/task").map_or(0.0, |tasks| tasks.flatten().filter_map(of).sum::<f64>() / 1e9)
}

/// The most memory that was ever held, in GB.
pub fn most_memory() -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = text.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1e6
}

/// What some work gives, and the CPU seconds it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let before = seconds();
    let made = work();
    (made, seconds() - before)
}
