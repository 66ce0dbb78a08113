//! Starting points: what somebody has, a service with a URL, as files that compile as they are.
//!
//! The sequence: a [`Start`] says what there is ([`Preset`] knows services by name, [`Credential`] how the gateway shows its
//! own key there), [`files`] writes the API's own file and the spec beside it, [`gateway_file`] a gateway file around it.
//! This stage never opens a file or a connection, and never holds a key: where one is needed it writes the name of an
//! environment variable.

mod azure;
mod credential;
mod preset;
#[cfg(test)]
mod tests;
mod url;

use std::collections::BTreeMap;

use minijinja::context;

use crate::compatible;
use crate::template::environment;

pub use crate::compatible::Operations;
pub use azure::{Described, Flavor, Stream, described};
pub use credential::{Authentication, Credential};
pub use preset::{PRESETS, Preset};
pub use url::{checked, resource};

const TEMPLATES: &[(&str, &str)] = &[
    ("api.yaml", include_str!("../../../templates/import/api.yaml.j2")),
    ("gateway.yaml", include_str!("../../../templates/import/gateway.yaml.j2")),
];

/// What is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The name of the API, of its backend and of its files; kebab case.
    pub name: String,
    /// The URL below which the service has its operations, without a slash at its end.
    pub url: String,
    /// The public prefix: `/` and plain segments.
    pub path: String,
    /// How the gateway shows who it is there.
    pub authentication: Authentication,
    /// Whether a caller needs a subscription.
    pub subscription_required: bool,
    /// The product that holds the API, if it is to be in one.
    pub product: Option<String>,
    /// What is known of its operations.
    pub kind: Kind,
}

/// What is known of a service's operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It speaks the OpenAI API, or these parts of it.
    OpenAi(Operations),
    /// It is an Azure OpenAI resource or a Foundry deployment with this spec.
    Azure(SpecFile, Described),
    /// Nothing: every method on every path goes through as it came.
    Passthrough,
}

/// Where the spec of an import is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpecFile {
    /// It is the user's own, at this path beside the gateway file.
    There(String),
    /// It comes from elsewhere: this text becomes a file of the import.
    Copied(String),
}

/// The files that an import owns, by their paths beside the gateway file: the API's own file, and its spec.
///
/// # Errors
/// A defect of a template.
pub fn files(start: &Start) -> Result<BTreeMap<String, String>, minijinja::Error> {
    let mut files = BTreeMap::from([(own_file(start), filled("api.yaml", start)?)]);
    match &start.kind {
        Kind::OpenAi(operations) => drop(files.insert(spec(start), compatible::of(*operations, &start.url))),
        Kind::Azure(SpecFile::Copied(text), _) => drop(files.insert(spec(start), text.clone())),
        Kind::Azure(SpecFile::There(_), _) | Kind::Passthrough => {}
    }
    Ok(files)
}

/// The files that an import of the same name, but of another kind of service, would have written and this one does not.
pub fn replaced(start: &Start) -> impl Iterator<Item = String> + use<'_> {
    let own = spec(start);
    let own = (start.kind != Kind::Passthrough).then_some(own);
    let all = ["json", "yaml"].map(|extension| format!("apis/{}.openapi.{extension}", start.name));
    all.into_iter().filter(move |path| own.as_ref() != Some(path))
}

/// Where a gateway listens that is begun with this API. The service may be on this machine, at the usual port.
#[must_use]
pub fn listen(start: &Start) -> String {
    let local = url::port(&start.url).filter(|_| url::is_loopback(&start.url));
    format!("127.0.0.1:{}", if local == Some(8080) { 8081 } else { 8080 })
}

/// A gateway file with this API alone, for who has none yet; from then on it is the user's.
///
/// # Errors
/// A defect of a template.
pub fn gateway_file(start: &Start) -> Result<String, minijinja::Error> {
    filled("gateway.yaml", start)
}

/// The path of the API's own file beside the gateway file.
#[must_use]
pub fn own_file(start: &Start) -> String {
    format!("apis/{}.yaml", start.name)
}

/// The line that puts the API into a gateway file, below `apis`.
#[must_use]
pub fn line(start: &Start) -> String {
    format!("{}: {}", start.name, own_file(start))
}

/// The path of the spec beside the gateway file.
fn spec(start: &Start) -> String {
    match &start.kind {
        Kind::Azure(SpecFile::There(path), _) => path.clone(),
        Kind::Azure(SpecFile::Copied(text), _) if text.trim_start().starts_with('{') => {
            format!("apis/{}.openapi.json", start.name)
        }
        Kind::OpenAi(_) | Kind::Azure(..) | Kind::Passthrough => format!("apis/{}.openapi.yaml", start.name),
    }
}

/// A text as a scalar of YAML: as it is where that is safe, else in quotes.
fn scalar(text: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "-_./".contains(char);
    if text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}

fn filled(template: &str, start: &Start) -> Result<String, minijinja::Error> {
    let chat =
        [Stream { operation: "createChatCompletion".to_owned(), events: Some("ChatCompletionChunk".to_owned()) }];
    let (streams, api_version) = match &start.kind {
        Kind::OpenAi(_) => (&chat[..], None),
        Kind::Azure(_, described) => (&*described.streams, described.api_version.as_ref()),
        Kind::Passthrough => (&[][..], None),
    };
    let credential = match &start.authentication {
        Authentication::Key(credential) => Some(credential),
        Authentication::None | Authentication::ManagedIdentity => None,
    };
    let values = context! {
        name => &start.name,
        url => &start.url,
        path => &start.path,
        spec => scalar(&spec(start)),
        credential => credential.map(|credential| context! {
            named => &credential.named,
            variable => credential.variable(),
            header => &credential.header,
            value => &credential.value,
        }),
        managed_identity => start.authentication == Authentication::ManagedIdentity,
        subscription_required => start.subscription_required,
        product => &start.product,
        passthrough => start.kind == Kind::Passthrough,
        api_version,
        streams => streams.iter().map(|stream| context! {
            operation => scalar(&stream.operation),
            events => stream.events.as_deref().map(scalar),
        }).collect::<Vec<_>>(),
        listen => listen(start),
    };
    environment(TEMPLATES)?.get_template(template)?.render(values)
}
