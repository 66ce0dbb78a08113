//! `gatewright compile`: writes the gateway crate.

use std::process::ExitCode;

use clap::Args;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Format};
use crate::emit;
use crate::output::{Mode, reconcile};
use crate::source::Sources;

use super::input::InputArguments;
use super::progress::Line;
use super::say;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: InputArguments,
}

pub(super) fn run(arguments: &Arguments, format: Format) -> ExitCode {
    let (compiled, out) = match arguments.input.compiled(format) {
        Ok(compiled) => compiled,
        Err(exit) => return exit,
    };
    let name = &compiled.gateway.name;
    let once = emit::cargo_lock(&compiled.gateway);
    let line = Line::new();
    line.step("writing the crate");
    let written = reconcile(&out, &compiled.files, &once, Mode::Write);
    drop(line);
    match written {
        Ok(changes) => {
            let changed = match changes.len() {
                0 => "nothing changed".to_owned(),
                1 => "1 file changed".to_owned(),
                count => format!("{count} files changed"),
            };
            let files = compiled.files.len() + once.len();
            eprintln!("{name}: {files} files in {}, {changed}", out.display());
            ExitCode::SUCCESS
        }
        Err((path, error)) => unwritable(&path, &error, format),
    }
}

/// Says that the crate's folder can't be read or written.
pub(super) fn unwritable(path: &std::path::Path, error: &std::io::Error, format: Format) -> ExitCode {
    let mut diagnostics = Diagnostics::default();
    let message = format!("`{}`: {error}", path.display());
    let help = match error.kind() {
        std::io::ErrorKind::AlreadyExists => "choose another folder with `--out`, or remove the file",
        _ => "choose another folder with `--out`, or make this one writable",
    };
    diagnostics.push(Diagnostic::new(Code::GW0603, message).help(help));
    say(&diagnostics, &Sources::default(), format);
    ExitCode::from(1)
}
