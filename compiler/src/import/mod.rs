//! Starting points: what somebody has, a service with a URL, as files that compile as they are.
//!
//! The sequence: a [`Start`] says what there is ([`Preset`] knows services by name, [`Credential`] how the gateway shows its
//! own key there), [`files`] writes the API's own file and the spec beside it, [`gateway_file`] a gateway file around it.
//! This stage never opens a file or a connection, and never holds a key: where one is needed it writes the name of an
//! environment variable.

mod credential;
mod document;
mod preset;
#[cfg(test)]
mod tests;
mod url;

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, context};

pub use credential::Credential;
pub use preset::{PRESETS, Preset};
pub use url::checked;

/// What is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The name of the API, of its backend and of its files; kebab case.
    pub name: String,
    /// The URL below which the service has its operations, without a slash at its end.
    pub url: String,
    /// The public prefix: `/` and plain segments.
    pub path: String,
    /// How the gateway shows its own key there; none where the service asks for none.
    pub credential: Option<Credential>,
    /// What is known of its operations.
    pub kind: Kind,
}

/// What is known of a service's operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It speaks the OpenAI API, or these parts of it.
    OpenAi(Operations),
    /// Nothing: every method on every path goes through as it came.
    Passthrough,
}

/// Which operations of the OpenAI API there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operations {
    /// Chat completions alone.
    Chat,
    /// Chat completions, embeddings, images, models and batches.
    All,
}

/// The files that an import owns, by their paths beside the gateway file: the API's own file, and its spec.
///
/// # Errors
/// A defect of a template.
pub fn files(start: &Start) -> Result<BTreeMap<String, String>, minijinja::Error> {
    let mut files = BTreeMap::from([(own_file(start), filled("api.yaml", start)?)]);
    if let Kind::OpenAi(operations) = start.kind {
        files.insert(spec(start), document::of(operations, &start.url));
    }
    Ok(files)
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

fn spec(start: &Start) -> String {
    format!("apis/{}.openapi.yaml", start.name)
}

fn filled(template: &str, start: &Start) -> Result<String, minijinja::Error> {
    let local = url::port(&start.url).filter(|_| url::is_loopback(&start.url));
    let values = context! {
        name => &start.name,
        url => &start.url,
        path => &start.path,
        credential => start.credential.as_ref().map(|credential| context! {
            header => &credential.header,
            value => &credential.value,
            named => &credential.named,
            variable => credential.variable(),
        }),
        spec => spec(start),
        openai => matches!(start.kind, Kind::OpenAi(_)),
        listen => if local == Some(8080) { 8081 } else { 8080 },
    };
    environment()?.get_template(template)?.render(values)
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    for (name, source) in [
        ("api.yaml", include_str!("../../../templates/import/api.yaml.j2")),
        ("gateway.yaml", include_str!("../../../templates/import/gateway.yaml.j2")),
    ] {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}
