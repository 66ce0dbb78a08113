//! The flags that say what is compiled, shared by every command that compiles.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::compile::{Compiled, Input, Output, compile};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::gateway::{Origin, Runtime};
use crate::source::{COMMAND_LINE, Sources, Span};

use super::progress::Line;
use super::{Messages, place, say};

/// What is compiled.
#[derive(Debug, Args)]
pub(super) struct InputArguments {
    /// The gateway file.
    #[arg(default_value = "gateway.yaml")]
    pub(super) gateway: PathBuf,

    /// The OpenAPI document of an API, in place of the gateway file's.
    #[arg(long, value_name = "[API=]FILE", value_parser = named_path)]
    pub(super) spec: Vec<(Option<String>, PathBuf)>,

    /// An overlay that is applied to the document of an API behind the gateway file's own.
    #[arg(long, value_name = "[API=]FILE", value_parser = named_path)]
    pub(super) overlay: Vec<(Option<String>, PathBuf)>,

    /// The upstream of an API; beats `backend:` and the spec's servers.
    #[arg(long, value_name = "[API=]URL", value_parser = named_url)]
    pub(super) server_url: Vec<(Option<String>, String)>,

    /// Where the crate finds the runtime: vendored, path:PATH, version:VERSION or git:URL#REV.
    #[arg(long, value_name = "HOW", value_parser = runtime)]
    pub(super) runtime: Option<Runtime>,

    /// The folder of the crate; `generated/NAME` in the nearest folder above the gateway file with a Cargo.toml, else
    /// in the gateway file's own.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
}

/// A compilation that came out well. What there is to say is said once, together with what its files come to.
pub(super) struct Ready {
    pub(super) compiled: Compiled,
    /// The folder of the crate.
    pub(super) out: PathBuf,
    pub(super) sources: Sources,
    pub(super) diagnostics: Diagnostics,
}

impl Ready {
    /// Shows the messages.
    pub(super) fn say(&self, messages: Messages) {
        say(&self.diagnostics, &self.sources, messages);
    }

    /// Shows them, and that the crate's folder can't be read or written.
    pub(super) fn unwritable(mut self, (path, error): &(PathBuf, io::Error), messages: Messages) -> ExitCode {
        self.diagnostics.push(unwritable(&self.out, path, error, &mut self.sources));
        self.say(messages);
        ExitCode::from(1)
    }
}

/// The folder of a crate can't be read or written.
pub(super) fn unwritable(out: &Path, path: &Path, error: &io::Error, sources: &mut Sources) -> Diagnostic {
    let flag = "--out ";
    let line = format!("{flag}{}", out.display());
    let end = line.len();
    let named = Span::new(sources.add(COMMAND_LINE, line), flag.len(), end);
    let help = match error.kind() {
        io::ErrorKind::AlreadyExists => "choose another folder with `--out`, or remove the file",
        _ => "choose another folder with `--out`, or make this one writable",
    };
    Diagnostic::at(Code::GW0603, named, format!("`{}`: {error}", path.display())).help(help)
}

impl InputArguments {
    /// Compiles, and tells the crate's folder. Where there were errors they have been shown, and this is the exit code.
    pub(super) fn compiled(&self, messages: Messages) -> Result<Ready, ExitCode> {
        let line = Line::new();
        let Output { sources, diagnostics, compiled } = compile(&Input { progress: line.progress(), ..self.input() });
        drop(line);
        let Some(compiled) = compiled else {
            say(&diagnostics, &sources, messages);
            return Err(ExitCode::from(1));
        };
        let out = place::of(&self.gateway, self.out.as_deref(), &compiled.gateway.name);
        Ok(Ready { compiled, out, sources, diagnostics })
    }

    pub(super) fn input(&self) -> Input {
        Input {
            gateway: self.gateway.clone(),
            specs: self.spec.clone(),
            overlays: self.overlay.clone(),
            server_urls: self.server_url.clone(),
            runtime: self.runtime.clone(),
            ..Input::default()
        }
    }
}

/// `API=` in front of something; an API's name is kebab-case, so a path or URL with an equals sign is not taken for one.
fn named(text: &str) -> (Option<String>, &str) {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    match text.split_once('=') {
        Some((name, rest)) if is_name(name) => (Some(name.to_owned()), rest),
        _ => (None, text),
    }
}

fn named_path(text: &str) -> Result<(Option<String>, PathBuf), String> {
    let (name, path) = named(text);
    if path.is_empty() { Err("a path is missing".to_owned()) } else { Ok((name, PathBuf::from(path))) }
}

fn named_url(text: &str) -> Result<(Option<String>, String), String> {
    let (name, url) = named(text);
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match rest {
        Some(host) if !host.is_empty() && !host.contains(['?', '#', ' ']) => Ok((name, url.to_owned())),
        _ => Err("an http or https URL without query and fragment".to_owned()),
    }
}

fn runtime(text: &str) -> Result<Runtime, String> {
    let how = match text.split_once(':') {
        None if text == "vendored" => Some(Runtime::Vendored),
        Some(("path", path)) if !path.is_empty() => Some(Runtime::From(Origin::Path(path.to_owned()))),
        Some(("version", version)) if !version.is_empty() => Some(Runtime::From(Origin::Version(version.to_owned()))),
        Some(("git", rest)) => {
            rest.split_once('#').map(|(url, rev)| Runtime::From(Origin::Git(url.to_owned(), rev.to_owned())))
        }
        _ => None,
    };
    how.ok_or_else(|| "one of vendored, path:PATH, version:VERSION, git:URL#REV".to_owned())
}
