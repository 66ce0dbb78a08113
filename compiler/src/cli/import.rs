//! `gatewright import`: files to start from.

mod owned;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use crate::import::{self, Credential, Kind, Operations, PRESETS, Preset, Start};
use crate::policy::is_kebab_case;

/// What every service is told by.
#[derive(Debug, Args)]
struct Service {
    /// The name of the API and of its backend: lower case letters, digits and single hyphens.
    #[arg(long)]
    name: Option<String>,
    /// The URL below which the service has its operations.
    #[arg(long)]
    url: Option<String>,
    /// The public prefix; `/NAME` unless told otherwise.
    #[arg(long)]
    path: Option<String>,
    /// The header that shows the gateway's own key to the service, with the key as a named value:
    /// 'Authorization: Bearer {{gemini-key}}'. The key is read from the environment when the gateway starts.
    #[arg(long, value_name = "HEADER: VALUE")]
    access_key: Option<String>,
    /// The gateway file that the API is for; it is written where there is none, and never edited.
    #[arg(long, value_name = "FILE", default_value = "gateway.yaml")]
    gateway: PathBuf,
    /// Writes over files of an earlier import that would change.
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    source: Source,
}

#[derive(Debug, Subcommand)]
enum Source {
    /// A service that speaks the OpenAI API.
    Openai {
        /// A service that is known by name.
        #[arg(long, value_parser = preset)]
        preset: Option<&'static Preset>,
        /// Which operations the gateway serves.
        #[arg(long, default_value = "all")]
        operations: Which,
        #[command(flatten)]
        service: Service,
    },
    /// A service of which nothing is known: every method on every path goes through as it came.
    Passthrough {
        #[command(flatten)]
        service: Service,
    },
}

/// Parts of the OpenAI API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    /// Chat completions alone.
    Chat,
    /// Chat completions, embeddings, images, models and batches.
    All,
}

fn preset(name: &str) -> Result<&'static Preset, String> {
    PRESETS.iter().find(|preset| preset.name == name).ok_or_else(|| {
        let names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
        format!("one of {}", names.join(", "))
    })
}

pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let (service, preset, kind) = match &arguments.source {
        Source::Openai { preset, operations, service } => {
            let operations = match operations {
                Which::Chat => Operations::Chat,
                Which::All => Operations::All,
            };
            (service, *preset, Kind::OpenAi(operations))
        }
        Source::Passthrough { service } => (service, None, Kind::Passthrough),
    };
    let start = match start(service, preset, kind) {
        Ok(start) => start,
        Err(reason) => {
            eprintln!("error: {reason}");
            return ExitCode::from(2);
        }
    };
    match owned::write(&start, &service.gateway, service.force) {
        Ok(said) => {
            eprint!("{said}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// What the command line asks for; a sentence on what it lacks.
fn start(service: &Service, preset: Option<&Preset>, kind: Kind) -> Result<Start, String> {
    let Some(name) = service.name.clone().or_else(|| preset.map(|preset| preset.name.replace('.', "-"))) else {
        return Err("--name is missing: the API and its backend need a name, such as `--name gemini`".to_owned());
    };
    if !is_kebab_case(&name) {
        return Err(format!(
            "`{name}` can't be the name of an API: write lower case letters, digits and single hyphens, a letter first"
        ));
    }
    let Some(url) = service.url.as_deref().or_else(|| preset.map(|preset| preset.url)) else {
        return Err(
            "--url is missing: where is the service? Write `--url https://...`, or name one by `--preset`".to_owned()
        );
    };
    let url = import::checked(url).map_err(|reason| format!("--url: {reason}"))?;
    let access_key = service.access_key.as_deref().or_else(|| preset.and_then(|preset| preset.access_key));
    let credential = access_key.map(|text| Credential::read(text, &name)).transpose();
    let credential = credential.map_err(|reason| format!("--access-key: {reason}"))?;
    let path = service.path.clone().unwrap_or_else(|| format!("/{name}"));
    Ok(Start { path: prefix(&path)?, name, url, credential, kind })
}

/// A public prefix, with a slash first and none at its end.
fn prefix(text: &str) -> Result<String, String> {
    let trimmed = text.trim_matches('/');
    let is_plain = |part: &str| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && part.chars().all(|char| char.is_ascii_alphanumeric() || "-._~".contains(char))
    };
    if !trimmed.is_empty() && trimmed.split('/').all(is_plain) {
        return Ok(format!("/{trimmed}"));
    }
    Err(format!("--path: `{text}` can't be a public prefix; write plain segments such as `/my-api/openai`"))
}

/// The folder that a gateway file is in.
fn folder(gateway: &Path) -> &Path {
    super::place::folder(gateway)
}
