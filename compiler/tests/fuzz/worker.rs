//! The process that runs inputs, and the one that watches it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::panic::catch_unwind;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::common::scratch;

use super::input::{self, Target};

/// How long one input may take; a build without optimisation is slow.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 10 });
/// The address space of a worker in KiB. A stack of 256 MiB is part of it.
const MEMORY: u64 = 4 << 20;

/// What was found.
pub(crate) struct Finding {
    pub(crate) seed: u64,
    /// A panic's words, a sentence, or how the worker ended.
    pub(crate) what: String,
}

/// Runs seed after seed until the time is over; the number of inputs, and what was found.
pub(crate) fn hunt(target: Target, time: Duration, seed: u64) -> (u64, Vec<Finding>) {
    let end = Instant::now() + time;
    let (mut next, mut findings) = (seed, Vec::new());
    while Instant::now() < end && findings.len() < 20 {
        let (last, finding) = watch(target, &format!("{next}"), end);
        findings.extend(finding);
        next = last + 1;
    }
    (next - seed, findings)
}

/// Runs one text; what is wrong with it.
pub(crate) fn once(target: Target, file: &std::path::Path) -> Option<String> {
    watch(target, &format!("@{}", file.display()), Instant::now() + PATIENCE * 2).1.map(|finding| finding.what)
}

/// Starts a worker and follows it to its end, to a finding, or until the time is over.
fn watch(target: Target, from: &str, end: Instant) -> (u64, Option<Finding>) {
    let program = std::env::current_exe().unwrap();
    let limited = format!("ulimit -v {MEMORY}; ulimit -c 0; exec \"$0\" --ignored --exact worker --nocapture");
    let mut child = Command::new("sh")
        .arg("-c")
        .arg(limited)
        .arg(program)
        .env("FUZZ_WORKER", format!("{} {from}", target.name()))
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (send, lines) = mpsc::channel();
    let output = child.stdout.take().unwrap();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let _ = send.send(line);
        }
    });
    let mut seed = from.parse().unwrap_or(0);
    let mut finding = None;
    loop {
        match lines.recv_timeout(PATIENCE) {
            Ok(line) => {
                if let Some(started) = line.strip_prefix("seed ") {
                    seed = started.parse().unwrap();
                } else if let Some(what) = line.strip_prefix("wrong ") {
                    finding = Some(what.to_owned());
                    break;
                } else if line == "fine" {
                    break;
                }
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                finding = Some(format!("it takes longer than {PATIENCE:?}"));
                break;
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                finding = Some(format!("the worker ended: {}", child.wait().unwrap()));
                break;
            }
        }
        if Instant::now() > end {
            break;
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    (seed, finding.map(|what| Finding { seed, what }))
}

/// The worker's own side.
pub(crate) fn work() {
    let Ok(task) = std::env::var("FUZZ_WORKER") else { return };
    let (name, from) = task.split_once(' ').unwrap();
    let target = Target::ALL.into_iter().find(|target| target.name() == name).unwrap();
    let folder = scratch(&format!("fuzz-{name}"));
    let run = |text: &str| match catch_unwind(|| input::run(target, text, &folder)) {
        Ok(Ok(())) => true,
        Ok(Err(what)) => {
            println!("\nwrong {}", what.replace('\n', " "));
            false
        }
        Err(panic) => {
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()));
            println!("\nwrong it panics: {}", words.unwrap_or_default().replace('\n', " "));
            false
        }
    };
    if let Some(file) = from.strip_prefix('@') {
        if run(&fs::read_to_string(PathBuf::from(file)).unwrap()) {
            println!("\nfine");
        }
    } else {
        for seed in from.parse::<u64>().unwrap().. {
            println!("\nseed {seed}");
            if !run(&input::text(target, seed, &input::of(target, seed))) {
                break;
            }
        }
    }
    let _ = fs::remove_dir_all(&folder);
}
