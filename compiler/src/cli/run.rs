//! `gatewright run`: compiles, builds and serves; with `--mock`, in front of a mock of its upstreams.

mod build;
mod mocked;
mod paste;
mod ready;
mod supervise;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::compile::{Compiled, compile};
use crate::diagnostic::Diagnostics;
use crate::emit;
use crate::output::{Mode, reconcile};
use crate::source::Sources;

use super::input::{InputArguments, unwritable};
use super::{Messages, place, say};
use supervise::Launch;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: InputArguments,

    /// Answers for the upstreams from the examples and schemas of the specs, with a key, secrets and a crate made up for
    /// this run; the committed crate stays as it is.
    #[arg(long)]
    mock: bool,

    /// Builds with optimizations.
    #[arg(long)]
    release: bool,

    /// Listen here instead of where the gateway file says.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,

    /// Serve the admin endpoints here instead of where the gateway file says.
    #[arg(long, value_name = "ADDR")]
    admin_listen: Option<String>,

    /// Where the gateway looks for its subscriptions and other files; the gateway file's own folder unless given.
    #[arg(long, value_name = "DIR", conflicts_with = "mock")]
    config_dir: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, messages: Messages) -> ExitCode {
    let output = compile(&arguments.input.input());
    say(&output.diagnostics, &output.sources, messages);
    let Some(compiled) = output.compiled else { return ExitCode::from(1) };
    let gateway = &arguments.input.gateway;
    let config = arguments.config_dir.clone().unwrap_or_else(|| place::folder(gateway).to_owned());
    // A mock brings what the gateway needs beside its addresses.
    let missing = match arguments.mock {
        true => ready::taken(&addresses(arguments, &compiled).by_flag()),
        false => ready::missing(&compiled.gateway, &addresses(arguments, &compiled).by_flag(), &config),
    };
    if !missing.is_empty() {
        missing.iter().for_each(|message| eprintln!("error: {message}"));
        return ExitCode::from(1);
    }
    if arguments.mock {
        return mocked::run(arguments, &compiled, messages);
    }
    let folder = place::of(gateway, arguments.input.out.as_deref(), &compiled.gateway.name);
    let binary = match built(arguments, &compiled, &folder, messages) {
        Ok(binary) => binary,
        Err(code) => return code,
    };
    supervise::run(launch(arguments, &compiled, binary, config), None, |_| {})
}

/// Writes the crate and builds it; what is wrong has been said where this is an error.
fn built(
    arguments: &Arguments,
    compiled: &Compiled,
    folder: &std::path::Path,
    messages: Messages,
) -> Result<PathBuf, ExitCode> {
    let once = emit::cargo_lock(&compiled.gateway);
    if let Err((path, error)) = reconcile(folder, &compiled.files, &once, Mode::Write) {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        diagnostics.push(unwritable(folder, &path, &error, &mut sources));
        say(&diagnostics, &sources, messages);
        return Err(ExitCode::from(1));
    }
    // Cargo does not tell crates of one name in several folders apart: only the usual one uses what all share.
    let target = match arguments.input.out {
        Some(_) => folder.join("target"),
        None => place::target(&arguments.input.gateway).join("emitted"),
    };
    build::build(folder, &target, &compiled.gateway.name, arguments.release).map_err(|message| failed(&message))
}

fn launch(arguments: &Arguments, compiled: &Compiled, binary: PathBuf, config: PathBuf) -> Launch {
    let mut flags: Vec<std::ffi::OsString> = Vec::new();
    for (flag, value) in [("--listen", &arguments.listen), ("--admin-listen", &arguments.admin_listen)] {
        if let Some(value) = value {
            flags.extend([flag.into(), value.into()]);
        }
    }
    flags.extend(["--config-dir".into(), config.into()]);
    let admin = addresses(arguments, compiled).admin.is_some();
    Launch { binary, flags, admin, environment: Vec::new() }
}

/// Where the gateway will listen.
struct Addresses {
    main: String,
    admin: Option<String>,
}

impl Addresses {
    /// With the flags that choose others.
    fn by_flag(&self) -> Vec<(&'static str, String)> {
        let admin = self.admin.iter().map(|admin| ("--admin-listen", admin.clone()));
        std::iter::once(("--listen", self.main.clone())).chain(admin).collect()
    }
}

/// What the gateway will make of flags, variables and its own settings.
fn addresses(arguments: &Arguments, compiled: &Compiled) -> Addresses {
    let settings = &compiled.gateway.settings;
    let variable = |name: &str| std::env::var(name).ok();
    let main = arguments.listen.clone().or_else(|| variable("GATEWAY_LISTEN"));
    let admin = arguments.admin_listen.clone().or_else(|| variable("GATEWAY_ADMIN_LISTEN"));
    Addresses { main: main.unwrap_or_else(|| settings.listen.clone()), admin: admin.or_else(|| settings.admin.clone()) }
}

fn failed(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(1)
}
