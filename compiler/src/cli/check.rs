//! `gatewright check`: would compiling change a file of the crate?

use std::process::ExitCode;

use clap::Args;
use similar::TextDiff;

use crate::diagnostic::Format;
use crate::emit;
use crate::output::{Change, Mode, reconcile};

use super::input::InputArguments;
use super::{Messages, put};

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
    let changes = match reconcile(out, &compiled.files, &emit::Files::new(), Mode::Check) {
        Ok(changes) => changes,
        Err(error) => return ready.unwritable(&error, messages),
    };
    ready.say(messages);
    let name = &compiled.gateway.name;
    if changes.is_empty() {
        // Once it is there it is the user's, who may not want to keep it, so its lack is told and no more.
        let locked = emit::cargo_lock(&compiled.gateway).keys().all(|path| out.join(path).exists());
        let rest = if locked { "" } else { "; it has no Cargo.lock, which `gatewright compile` writes" };
        eprintln!("{name}: {} is up to date{rest}", out.display());
        return ExitCode::SUCCESS;
    }
    other_compiler(&changes);
    for change in &changes {
        let diff = diff(change);
        match messages.format {
            Format::Human | Format::Short => put(&diff),
            // Standard output belongs to the messages.
            Format::Json | Format::Sarif => eprint!("{diff}"),
        }
    }
    let (count, out) = (count(changes.len()), out.display());
    eprintln!("{name}: {count} would change in {out}; run `gatewright compile` with the same arguments");
    ExitCode::from(1)
}

fn count(files: usize) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
}

/// A difference that only comes from another compiler is said before any diff.
fn other_compiler(changes: &[Change]) {
    let lock = changes.iter().find(|change| change.path == "gateway.lock").and_then(|change| change.old.as_deref());
    let ours = env!("CARGO_PKG_VERSION");
    if let Some(theirs) = lock.and_then(emit::compiler_of).filter(|theirs| *theirs != ours) {
        eprintln!(
            "this crate was compiled by Gatewright {theirs}, and this is {ours}: differences may come from that alone"
        );
    }
}

fn diff(change: &Change) -> String {
    let (old, new) = (change.old.as_deref().unwrap_or_default(), change.new.as_deref().unwrap_or_default());
    let header = |side: &Option<String>, prefix: &str| match side {
        Some(_) => format!("{prefix}/{}", change.path),
        None => "/dev/null".to_owned(),
    };
    let diff = TextDiff::from_lines(old, new);
    let mut unified = diff.unified_diff();
    unified.context_radius(3).header(&header(&change.old, "a"), &header(&change.new, "b")).to_string()
}
