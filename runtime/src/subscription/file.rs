//! The subscriptions file.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::SystemTime;

use serde::Deserialize;

use super::attribute::Attribute;
use super::table::Subscriber;
use crate::expression::Variable;
use crate::text::parse_timestamp;

/// A SHA-256 digest.
pub(crate) type Digest = [u8; 32];

/// What a subscription opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Every API.
    All,
    /// One API.
    Api(String),
    /// The APIs of a product.
    Product(String),
}

/// As the file writes it.
impl fmt::Display for Scope {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => to.write_str("all"),
            Self::Api(name) => write!(to, "api:{name}"),
            Self::Product(name) => write!(to, "product:{name}"),
        }
    }
}

/// Whether a subscription is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Its keys admit.
    Active,
    /// Its keys don't admit for now.
    Suspended,
    /// Its keys admit no more.
    Cancelled,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Nothing at all is no list: so looks a file that is only half written.
    subscriptions: Option<Vec<serde_yaml::Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    #[serde(default)]
    name: Option<String>,
    scope: String,
    keys: Vec<Key>,
    state: State,
    #[serde(default)]
    expires: Option<String>,
    #[serde(default)]
    attributes: BTreeMap<String, serde_yaml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    sha256: String,
}

/// Reads the file's text: each subscriber with the digests of its keys. `declared` are the attributes that it may have.
///
/// # Errors
/// A sentence with the file and the entry.
pub(super) fn parse(
    path: &Path,
    text: &str,
    declared: &'static [Attribute],
) -> Result<Vec<(Subscriber, Vec<Digest>)>, String> {
    let file: File = serde_yaml::from_str(text).map_err(|error| format!("{}: {error}", path.display()))?;
    let values = file.subscriptions.ok_or_else(|| format!("{}: `subscriptions` has no value", path.display()))?;
    let mut entries: Vec<(Subscriber, Vec<Digest>)> = Vec::with_capacity(values.len());
    for (index, value) in values.into_iter().enumerate() {
        let id = value.get("id").and_then(|id| id.as_str()).map(|id| format!(" (`{id}`)")).unwrap_or_default();
        let place = |what: String| format!("{}: entry {}{id}: {what}", path.display(), index + 1);
        let entry: Entry = serde_yaml::from_value(value).map_err(|error| place(error.to_string()))?;
        let (subscriber, digests) = read(entry, declared).map_err(place)?;
        if entries.iter().any(|(other, _)| other.id == subscriber.id) {
            return Err(place("another entry has the same id".to_owned()));
        }
        let shared = entries.iter().find(|(_, others)| others.iter().any(|other| digests.contains(other)));
        if let Some((other, _)) = shared {
            return Err(place(format!("`{}` has one of the same keys", other.id)));
        }
        entries.push((subscriber, digests));
    }
    Ok(entries)
}

fn read(entry: Entry, declared: &'static [Attribute]) -> Result<(Subscriber, Vec<Digest>), String> {
    if entry.id.is_empty() {
        return Err("the id is empty".to_owned());
    }
    let scope = scope(&entry.scope).ok_or("the scope is neither `all` nor `api:NAME` nor `product:NAME`")?;
    if !(1..=2).contains(&entry.keys.len()) {
        return Err("it has to have one key or two".to_owned());
    }
    let digests = entry.keys.iter().map(|key| digest(&key.sha256)).collect::<Option<Vec<_>>>();
    let digests = digests.ok_or("a sha256 is not 64 hexadecimal digits")?;
    let expires = match &entry.expires {
        Some(text) => {
            Some(expiry(text).ok_or("`expires` is no time as RFC 3339 has it, such as 2027-01-01T00:00:00Z")?)
        }
        None => None,
    };
    let attributes = attributes(&entry.attributes, declared)?;
    let name = entry.name.unwrap_or_else(|| entry.id.clone());
    Ok((Subscriber { id: entry.id, name, scope, state: entry.state, expires, attributes }, digests))
}

/// The values of all declared attributes.
fn attributes(
    said: &BTreeMap<String, serde_yaml::Value>,
    declared: &'static [Attribute],
) -> Result<Vec<(&'static str, Variable)>, String> {
    if let Some(unknown) = said.keys().find(|name| declared.iter().all(|attribute| attribute.name != **name)) {
        return Err(format!("the gateway declares no attribute `{unknown}`"));
    }
    let value = |attribute: &'static Attribute| {
        let value = match said.get(attribute.name) {
            Some(value) => attribute.read(value).map_err(|kind| format!("`{}` is not {kind}", attribute.name))?,
            None => attribute.default.clone(),
        };
        Ok((attribute.name, value))
    };
    declared.iter().map(value).collect()
}

fn expiry(text: &str) -> Option<SystemTime> {
    parse_timestamp(text)
}

fn scope(text: &str) -> Option<Scope> {
    match text.split_once(':') {
        None if text == "all" => Some(Scope::All),
        Some(("api", name)) if !name.is_empty() => Some(Scope::Api(name.to_owned())),
        Some(("product", name)) if !name.is_empty() => Some(Scope::Product(name.to_owned())),
        _ => None,
    }
}

fn digest(text: &str) -> Option<Digest> {
    let mut digest = [0; 32];
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (index, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(digest)
}
