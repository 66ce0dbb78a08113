//! `gatewright compile`: writes the gateway crate.

use std::process::ExitCode;

use clap::Args;

use crate::emit;
use crate::output::{Mode, reconcile};

use super::Messages;
use super::input::InputArguments;
use super::progress::Line;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: InputArguments,
}

pub(super) fn run(arguments: &Arguments, messages: Messages) -> ExitCode {
    let ready = match arguments.input.compiled(messages) {
        Ok(ready) => ready,
        Err(exit) => return exit,
    };
    let (compiled, out) = (&ready.compiled, &ready.out);
    let once = emit::cargo_lock(&compiled.gateway);
    let line = Line::new();
    line.step("writing the crate");
    let written = reconcile(out, &compiled.files, &once, Mode::Write);
    drop(line);
    let changes = match written {
        Ok(changes) => changes,
        Err(error) => return ready.unwritable(&error, messages),
    };
    ready.say(messages);
    let changed = match changes.len() {
        0 => "nothing changed".to_owned(),
        1 => "1 file changed".to_owned(),
        count => format!("{count} files changed"),
    };
    let files = compiled.files.len() + once.len();
    eprintln!("{}: {files} files in {}, {changed}", compiled.gateway.name, out.display());
    ExitCode::SUCCESS
}
