//! `gatewright run`: compiles, builds and serves.

use std::process::ExitCode;

use clap::Args;

use crate::diagnostic::Format;

use super::input::InputArguments;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: InputArguments,
}

pub(super) fn run(_: &Arguments, _: Format) -> ExitCode {
    ExitCode::from(2)
}
