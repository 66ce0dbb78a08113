//! The command line: one file a command, one table of flags.
//!
//! No command decides what is right or wrong about an input; the stages do, and this shows what they say.

mod check;
mod compile;
mod deploy;
mod explain;
mod import;
mod input;
mod keys;
mod owned;
mod place;
mod progress;
mod routes;
mod run;
mod schema;
mod shown;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::diagnostic::Diagnostics;
use crate::diagnostic::{Format, render, render_brief};
use crate::source::Sources;

/// Compiles OpenAPI specs and a gateway file into a typed Rust gateway crate.
#[derive(Debug, Parser)]
#[command(name = "gatewright", version)]
struct Cli {
    /// How messages are shown: human, short, json or sarif.
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human", value_parser = format)]
    message_format: Format,

    /// Shows every message, and each repair at its place; without it people are shown twenty, alike ones together.
    #[arg(long, global = true)]
    all_messages: bool,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes the gateway crate.
    Compile(compile::Arguments),
    /// Says whether compiling would change a file of the crate, and how.
    Check(check::Arguments),
    /// Writes what builds, runs and checks a gateway elsewhere: an image, Kubernetes, CI, a hook.
    Deploy(deploy::Arguments),
    /// Shows the final pipeline of an operation, or the long text of a diagnostic.
    Explain(explain::Arguments),
    /// Writes an API to start from: a service with a URL.
    Import(import::Arguments),
    /// Makes entries of the subscriptions file.
    Keys(keys::Arguments),
    /// Lists every operation with its route, backend and policies.
    Routes(routes::Arguments),
    /// Prints the JSON Schema of the gateway file, with the names of this project.
    Schema(schema::Arguments),
    /// Compiles, builds and serves.
    Run(run::Arguments),
}

fn format(text: &str) -> Result<Format, String> {
    text.parse().map_err(|_| "one of human, short, json, sarif".to_owned())
}

/// Runs the command line: 0 done and nothing found, 1 the input has errors or a check found something, 2 the command
/// line is wrong.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let messages = Messages { format: cli.message_format, all: cli.all_messages };
    match cli.command {
        Command::Compile(arguments) => compile::run(&arguments, messages),
        Command::Check(arguments) => check::run(&arguments, messages),
        Command::Deploy(arguments) => deploy::run(&arguments, messages),
        Command::Explain(arguments) => explain::run(&arguments, messages),
        Command::Import(arguments) => import::run(&arguments),
        Command::Keys(arguments) => keys::run(&arguments),
        Command::Routes(arguments) => routes::run(&arguments, messages),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Run(arguments) => run::run(&arguments, messages),
    }
}

/// How messages are shown.
#[derive(Clone, Copy, Debug)]
struct Messages {
    format: Format,
    /// Whether people are shown all of them.
    all: bool,
}

/// Shows messages: on standard error for people, on standard output for programs.
fn say(diagnostics: &Diagnostics, sources: &Sources, messages: Messages) {
    use std::io::IsTerminal as _;
    let Messages { format, all } = messages;
    let colour = format == Format::Human && std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let show = if all { render } else { render_brief };
    let text = show(diagnostics, sources, format, colour);
    match format {
        Format::Human | Format::Short => eprint!("{text}"),
        Format::Json | Format::Sarif => put(&text),
    }
}

/// Writes to standard output. Whoever closed it, as `| head` does, wants no more; that is no error.
fn put(text: &str) {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => eprintln!("error: standard output: {error}"),
        _ => {}
    }
}
