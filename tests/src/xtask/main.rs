//! Prepares tools and runs what CI runs. It never installs anything outside `target/` and the tests' own folders.

mod lock;
mod long;
mod test;
mod tools;

use std::env;
use std::process::{Command, ExitCode};

use gatewright_tests::root;

/// What a subcommand gives: whether it passed, or why it could not run.
type Outcome = Result<bool, String>;

/// A subcommand: its name, what it does in a line, and the function that does it with the remaining arguments.
type Verb = (&'static str, &'static str, fn(&[String]) -> Outcome);

const VERBS: [Verb; 7] = [
    ("tools", "prepare the Python and Node clients under target/tools and tests/clients", |_| tools::prepare()),
    ("test", "run every check that CI runs; the last line is `N passed, N failed`", |_| test::run()),
    ("lock", "make the lock file of emitted crates anew (templates/Cargo.lock)", |_| lock::write()),
    ("fuzz", "mutate specs and gateway files and compile them (--seconds N, --seed S, --target T)", long::fuzz),
    ("noise", "compile every published document shuffled, re-encoded and elsewhere; no byte may differ", long::noise),
    ("bench", "compare CPU per request with a bare hyper proxy and nginx (--help for options)", |rest| {
        binary("bench", rest)
    }),
    ("corpus", "compile and check every published document (--help for options)", |rest| binary("corpus", rest)),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let Some((verb, rest)) = arguments.split_first() else {
        return usage();
    };
    let Some((_, _, run)) = VERBS.iter().find(|(name, ..)| name == verb) else {
        return usage();
    };
    match run(rest) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(reason) => {
            eprintln!("xtask {verb}: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: cargo xtask COMMAND\n");
    for (name, does, _) in VERBS {
        eprintln!("  {name:<8}{does}");
    }
    ExitCode::from(2)
}

/// Runs a binary of this package from a release build, with the caller's arguments.
fn binary(name: &str, arguments: &[String]) -> Outcome {
    let mut command = cargo(&["run", "--quiet", "--release", "--package", "gatewright-tests", "--bin", name, "--"]);
    passes(command.args(arguments))
}

/// A cargo command in the workspace's folder.
fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).args(arguments);
    command
}

/// Runs a command to its end; whether it succeeded, or that it could not be started.
fn passes(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    Ok(status.success())
}
