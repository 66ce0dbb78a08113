//! Everything that CI checks, in one run. The output of each step streams through; the last line sums them up.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use gatewright_tests::{cargo_in, root};

use crate::{Outcome, cargo, passes, tools};

/// Tests that passed and failed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    /// Adds the counts of a `test result:` line; other lines add nothing.
    fn read(&mut self, line: &str) {
        let Some(rest) = line.trim_start().strip_prefix("test result:") else { return };
        // `ok. 3 passed; 0 failed; ...`
        for part in rest.split(['.', ';']) {
            let mut words = part.split_whitespace();
            if let (Some(Ok(count)), Some(kind)) = (words.next().map(str::parse::<u64>), words.next()) {
                match kind {
                    "passed" => self.passed += count,
                    "failed" => self.failed += count,
                    _ => {}
                }
            }
        }
    }

    /// A step that is no test of cargo's counts as one.
    fn step(&mut self, name: &str, outcome: Outcome) {
        match outcome {
            Ok(true) => self.passed += 1,
            Ok(false) => {
                eprintln!("xtask: {name} failed");
                self.failed += 1;
            }
            Err(reason) => {
                eprintln!("xtask: {name} could not run: {reason}");
                self.failed += 1;
            }
        }
    }
}

/// Runs all steps, also after one failed; whether all passed.
pub(crate) fn run() -> Outcome {
    let mut tally = Tally::default();
    tally.step("tools", tools::prepare());
    tally.step("rustfmt", passes(&mut cargo(&["fmt", "--all", "--check"])));
    tally.step(
        "clippy",
        passes(&mut cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"])),
    );
    let before = tally.failed;
    let tests = counted(&mut cargo(&["test", "--workspace", "--all-features", "--no-fail-fast"]), &mut tally);
    // A build that breaks prints no result lines and must count all the same.
    if !matches!(tests, Ok(true)) && tally.failed == before {
        tally.step("cargo test", tests);
    }
    for (name, outcome) in generated() {
        tally.step(&name, outcome);
    }
    println!("{} passed, {} failed", tally.passed, tally.failed);
    Ok(tally.failed == 0)
}

/// For each gateway of `specs/`: its committed crate is what the compiler emits, and clippy has nothing to say.
fn generated() -> Vec<(String, Outcome)> {
    let Ok(folder) = root().join("specs").read_dir() else { return vec![("specs".to_owned(), Ok(false))] };
    let mut names: Vec<String> = folder
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| root().join("specs").join(name).join("gateway.yaml").is_file())
        .collect();
    names.sort();
    let looks = names.iter().flat_map(|name| {
        let file = format!("specs/{name}/gateway.yaml");
        let check = passes(&mut cargo(&["run", "--quiet", "--package", "gatewright", "--", "check", &file]));
        let mut clippy = cargo_in(&root().join("generated").join(name));
        let clippy = passes(clippy.args(["clippy", "--quiet", "--locked", "--", "-D", "warnings"]));
        [(format!("check {file}"), check), (format!("clippy of generated/{name}"), clippy)]
    });
    looks.collect()
}

/// Runs a command, passes its standard output on line by line and counts its result lines.
fn counted(command: &mut Command, tally: &mut Tally) -> Outcome {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| error.to_string())?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line.map_err(|error| error.to_string())?;
            println!("{line}");
            tally.read(&line);
        }
    }
    Ok(child.wait().map_err(|error| error.to_string())?.success())
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn result_lines_are_summed_and_others_are_not() {
        let mut tally = Tally::default();
        tally.read("test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s");
        tally.read("test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out");
        tally.read("7 passed; 7 failed");
        assert_eq!(tally, Tally { passed: 7, failed: 2 });
    }
}
