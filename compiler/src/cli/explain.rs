//! `gatewright explain CODE`: the long text of a diagnostic.

use std::process::ExitCode;

use clap::Args;

use crate::diagnostic::{Code, did_you_mean};

use super::put;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A code, such as GW0303.
    code: String,
}

pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let wanted = arguments.code.to_ascii_uppercase();
    if let Some(code) = Code::from_name(&wanted) {
        put(&format!("{} ({}): {}\n\n{}\n", code.name(), code.severity().name(), code.title(), code.explanation()));
        return ExitCode::SUCCESS;
    }
    eprintln!("error: there is no code `{}`", arguments.code);
    if let Some(close) = did_you_mean(&wanted, Code::ALL.iter().map(|code| code.name())) {
        eprintln!("help: did you mean `{close}`?");
    }
    ExitCode::from(2)
}
