//! `gatewright import`: files to start from.

mod ask;
mod options;
mod spec;
mod written;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::import::{self, Authentication, Credential, Kind, Start};
use crate::policy::is_kebab_case;

use options::{Api, Key, Source};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What is imported; asked for at a terminal.
    #[command(subcommand)]
    source: Option<Source>,
}

/// Why nothing is imported: the exit code of the command line (2) or of the input (1), and a sentence.
type Refused = (u8, String);

pub(super) fn run(arguments: &Arguments) -> ExitCode {
    match imported(arguments) {
        Ok(said) => {
            eprint!("{said}");
            ExitCode::SUCCESS
        }
        Err((code, reason)) => {
            eprintln!("error: {reason}");
            ExitCode::from(code)
        }
    }
}

fn imported(arguments: &Arguments) -> Result<String, Refused> {
    let asked;
    let source = match &arguments.source {
        Some(source) => source,
        None if io::stdin().is_terminal() => {
            asked = ask::source(&mut io::stdin().lock(), &mut io::stderr()).map_err(|error| (2, error.to_string()))?;
            &asked
        }
        None => {
            let reason = "what is imported? Name it (`openai`, `azure-openai` or `passthrough`; `--help` shows how), or run this at \
                          a terminal, where it is asked for";
            return Err((2, reason.to_owned()));
        }
    };
    let start = start(source)?;
    written::write(&start, &source.api().gateway, source.api().force).map_err(|reason| (1, reason))
}

/// What the command line asks for.
fn start(source: &Source) -> Result<Start, Refused> {
    let wrong = |reason: String| (2, reason);
    let api = source.api();
    match source {
        Source::Openai { preset, operations, audio, url, key, .. } => {
            let name = named(api, preset.map(|preset| preset.name.replace('.', "-")).as_deref()).map_err(wrong)?;
            let url = url.as_deref().or_else(|| preset.map(|preset| preset.url)).ok_or_else(|| wrong(no_url()))?;
            let key = key.access_key.as_deref().or_else(|| preset.and_then(|preset| preset.access_key));
            let authentication = authentication(key, &name).map_err(wrong)?;
            remote(api, name, url, authentication, Kind::OpenAi(operations.with(*audio))).map_err(wrong)
        }
        Source::Passthrough { url, key, .. } => {
            let name = named(api, None).map_err(wrong)?;
            let url = url.as_deref().ok_or_else(|| wrong(no_url()))?;
            let authentication = authentication(key.access_key.as_deref(), &name).map_err(wrong)?;
            remote(api, name, url, authentication, Kind::Passthrough).map_err(wrong)
        }
        Source::AzureOpenai { spec, endpoint, flavor, managed_identity, key, .. } => {
            let name = named(api, Some("azure-openai")).map_err(wrong)?;
            let authentication = azure(*managed_identity, key, &name).map_err(wrong)?;
            let checked = |reason| wrong(format!("--endpoint: {reason}"));
            let (file, tree) = spec::read(spec, &api.gateway).map_err(|reason| (1, reason))?;
            let described = import::described(&tree, flavor.map(Into::into)).map_err(|reason| (1, reason))?;
            let suffix = described.flavor.suffix();
            let url = import::resource(endpoint, suffix).map_err(checked)?;
            let path = api.path.clone().unwrap_or_else(|| format!("/{name}"));
            let path = path.trim_end_matches('/');
            let path = if path.ends_with(suffix) { path.to_owned() } else { format!("{path}{suffix}") };
            made(api, name, url, &path, authentication, Kind::Azure(file, described)).map_err(wrong)
        }
    }
}

fn remote(api: &Api, name: String, url: &str, authentication: Authentication, kind: Kind) -> Result<Start, String> {
    let url = import::checked(url).map_err(|reason| format!("--url: {reason}"))?;
    let path = api.path.clone().unwrap_or_else(|| format!("/{name}"));
    made(api, name, url, &path, authentication, kind)
}

fn made(
    api: &Api,
    name: String,
    url: String,
    path: &str,
    authentication: Authentication,
    kind: Kind,
) -> Result<Start, String> {
    let product = api.product.clone();
    if product.as_deref().is_some_and(|product| !is_kebab_case(product)) {
        return Err(unnameable(&product.unwrap_or_default(), "a product"));
    }
    let path = prefix(path)?;
    Ok(Start { name, url, path, authentication, subscription_required: !api.no_subscription, product, kind })
}

fn no_url() -> String {
    "--url is missing: where is the service? Write `--url https://...`, or name one by `openai --preset`".to_owned()
}

fn named(api: &Api, default: Option<&str>) -> Result<String, String> {
    let Some(name) = api.name.as_deref().or(default) else {
        return Err("--name is missing: the API and its backend need a name, such as `--name gemini`".to_owned());
    };
    if is_kebab_case(name) { Ok(name.to_owned()) } else { Err(unnameable(name, "an API")) }
}

fn unnameable(name: &str, what: &str) -> String {
    format!("`{name}` can't be the name of {what}: write lower case letters, digits and single hyphens, a letter first")
}

fn authentication(access_key: Option<&str>, name: &str) -> Result<Authentication, String> {
    let credential = access_key.map(|text| Credential::read(text, name)).transpose();
    let credential = credential.map_err(|reason| format!("--access-key: {reason}"))?;
    Ok(credential.map_or(Authentication::None, Authentication::Key))
}

fn azure(managed_identity: bool, key: &Key, name: &str) -> Result<Authentication, String> {
    if managed_identity {
        return Ok(Authentication::ManagedIdentity);
    }
    let default = format!("api-key: {{{{{name}-key}}}}");
    authentication(Some(key.access_key.as_deref().unwrap_or(&default)), name)
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

/// The gateway file where none is named.
fn gateway_file() -> PathBuf {
    PathBuf::from("gateway.yaml")
}
