//! Fuzzing on stable Rust: documents are mutated by their structure and compiled, each under a bound on time and memory.
//!
//! An input follows from its target and its seed alone. A worker, which is this program again, goes through seeds and names
//! each before it runs it, so that whatever happens to the worker, the seed is known; the parent kills one that stands still
//! and starts another behind the seed. What is found is made smaller and saved.
//!
//! A short run is a test like any other. Longer ones: `cargo xtask fuzz --seconds 600`, or with `FUZZ_TARGET`, `FUZZ_SECONDS`
//! and `FUZZ_SEED` in the environment `cargo test --release -p gatewright --test fuzz -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../common/mod.rs"]
mod common;

mod input;
mod mutate;
mod smaller;
mod tree;
mod worker;

use std::fmt::Write as _;
use std::time::Duration;

use input::Target;

/// Seconds and first seed from the environment.
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn targets() -> Vec<Target> {
    let only = std::env::var("FUZZ_TARGET").ok();
    let chosen = |target: &Target| only.as_deref().is_none_or(|only| only == target.name());
    Target::ALL.into_iter().filter(chosen).collect()
}

/// Runs each target for so long; what was found.
fn hunt(seconds: u64, seed: u64) -> String {
    let mut said = String::new();
    for target in targets() {
        let (count, findings) = worker::hunt(target, Duration::from_secs(seconds), seed);
        println!("{}: {count} inputs in {seconds} s, {} findings", target.name(), findings.len());
        for finding in findings {
            let saved = smaller::saved(target, &finding);
            let _ = writeln!(said, "{} seed {}: {}\n  {}", target.name(), finding.seed, finding.what, saved.display());
        }
    }
    said
}

/// The part that CI runs: the same inputs each time.
#[test]
fn a_short_run_finds_nothing() {
    let found = hunt(setting("FUZZ_SHORT", 3), 1);
    assert!(found.is_empty(), "{found}");
}

#[test]
#[ignore = "takes as long as FUZZ_SECONDS says, for each target"]
fn a_long_run_finds_nothing() {
    let found = hunt(setting("FUZZ_SECONDS", 600), setting("FUZZ_SEED", 1_000_000));
    assert!(found.is_empty(), "{found}");
}

/// What a parent starts; no test of its own.
#[test]
#[ignore = "the worker of the others"]
fn worker() {
    worker::work();
}
