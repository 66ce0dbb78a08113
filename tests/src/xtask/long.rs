//! The long runs of tests of which CI runs a part, from a build with optimisation.

use crate::{Outcome, cargo, passes};

/// Fuzzes; `--seconds N` for each target, `--seed S` to begin with, `--target NAME` for one alone.
pub(crate) fn fuzz(arguments: &[String]) -> Outcome {
    let mut command = ignored("fuzz", "a_long_run_finds_nothing");
    for pair in arguments.chunks(2) {
        let (variable, value) = match pair {
            [flag, value] if flag == "--seconds" => ("FUZZ_SECONDS", value),
            [flag, value] if flag == "--seed" => ("FUZZ_SEED", value),
            [flag, value] if flag == "--target" => ("FUZZ_TARGET", value),
            _ => return Err("fuzz [--seconds N] [--seed S] [--target json|yaml|resolver|lowering|gateway]".to_owned()),
        };
        command.env(variable, value);
    }
    passes(&mut command)
}

/// Every published document, shuffled, written anew and compiled elsewhere.
pub(crate) fn noise(_: &[String]) -> Outcome {
    passes(&mut ignored("noise", "every_published_document_is_the_same_everywhere"))
}

fn ignored(file: &str, test: &str) -> std::process::Command {
    cargo(&[
        "test",
        "--release",
        "--quiet",
        "-p",
        "gatewright",
        "--test",
        file,
        "--",
        "--ignored",
        "--exact",
        test,
        "--nocapture",
    ])
}
