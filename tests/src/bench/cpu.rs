//! CPU time of a process, and the core that it runs on.

use std::fs;
use std::process::{Command, Stdio};

use crate::Outcome;

/// CPU time that all tasks of `pid` have used, in nanoseconds.
pub(crate) fn spent(pid: u32) -> Outcome<u64> {
    let mut total = 0;
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        // A task that ends between listing and reading takes its time with it.
        if let Ok(text) = fs::read_to_string(task?.path().join("schedstat")) {
            total += text.split(' ').next().unwrap_or("0").parse::<u64>()?;
        }
    }
    Ok(total)
}

/// A command that runs `program` on `core` alone, where `taskset` and a second core exist.
pub(crate) fn pinned(core: u32, program: &std::path::Path) -> Command {
    if can_pin() {
        let mut command = Command::new("taskset");
        command.arg("-c").arg(core.to_string()).arg(program);
        command
    } else {
        Command::new(program)
    }
}

/// Keeps this process on `core`.
pub(crate) fn pin_self(core: u32) {
    if can_pin() {
        let pid = std::process::id().to_string();
        let moved = Command::new("taskset").args(["-cp", &core.to_string(), &pid]).stdout(Stdio::null()).status();
        if !moved.is_ok_and(|status| status.success()) {
            eprintln!("bench: could not stay on core {core}; figures will be noisier");
        }
    } else {
        eprintln!("bench: no `taskset` or one core only; figures will be noisier");
    }
}

fn can_pin() -> bool {
    fs::metadata("/proc/self/task").is_ok()
        && std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1 || pinned_already())
        && Command::new("taskset").arg("--version").stdout(Stdio::null()).status().is_ok()
}

/// After [`pin_self`] this process sees one core; the machine still has more.
fn pinned_already() -> bool {
    fs::read_to_string("/proc/cpuinfo").is_ok_and(|text| text.matches("processor\t").count() > 1)
}
