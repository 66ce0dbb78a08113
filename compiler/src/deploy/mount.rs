//! The files that a gateway reads, as volumes of a pod. Whole folders are mounted, never single files: only so a container
//! sees that a file was replaced.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use minijinja::{Value, context};

use crate::gateway::{Gateway, ValueSource};

use super::path::parts;

/// A folder of the container that is filled from Secrets and ConfigMaps.
pub(super) struct Mount {
    /// What the volume is called.
    name: String,
    /// Where the folder is.
    folder: String,
    /// What it is filled from.
    sources: Vec<Source>,
}

/// Files of a folder that come from one object.
struct Source {
    /// Whether that is a Secret, and no ConfigMap.
    secret: bool,
    /// Whether the gateway starts without them.
    optional: bool,
    items: Vec<Item>,
}

/// A file.
struct Item {
    /// What it is called in its Secret or ConfigMap.
    key: String,
    /// Its path below the folder, as JSON, which is YAML too.
    path: String,
}

impl Mount {
    /// As the templates read it.
    pub(super) fn value(&self) -> Value {
        let item = |item: &Item| context! { key => item.key.as_str(), path => item.path.as_str() };
        let source = |source: &Source| {
            let items: Vec<Value> = source.items.iter().map(item).collect();
            context! { secret => source.secret, optional => source.optional, items }
        };
        let sources: Vec<Value> = self.sources.iter().map(source).collect();
        context! { name => self.name.as_str(), folder => self.folder.as_str(), sources }
    }
}

/// The files of a folder, by what is needed of them.
type Filled = BTreeMap<Needs, Vec<Item>>;

/// What a gateway needs of a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Needs {
    secret: bool,
    optional: bool,
}

/// Folders that the binary itself needs; what is mounted over them hides them.
const TAKEN: [&str; 8] = ["/dev", "/etc/ssl", "/lib", "/lib64", "/proc", "/sys", "/usr/lib", "/usr/local/bin"];

/// The volumes of a gateway whose relative paths start from `directory`.
///
/// # Errors
/// A sentence about a path where nothing can be mounted.
pub(super) fn volumes(gateway: &Gateway, directory: &str) -> Result<Vec<Mount>, String> {
    let mut all: BTreeMap<Vec<String>, Needs> = BTreeMap::new();
    for (path, needs) in read(gateway) {
        let place = placed(path, directory)?;
        let known = all.entry(place).or_insert(needs);
        *known = Needs { secret: known.secret || needs.secret, optional: known.optional && needs.optional };
    }
    let keys = keys(&all, directory);
    let own = parts(Path::new(directory)).unwrap_or_default();
    let folder_of = |place: &[String]| {
        if place.starts_with(&own) { own.clone() } else { place[..place.len().saturating_sub(1)].to_vec() }
    };
    let folders: BTreeSet<Vec<String>> = all.keys().map(|place| folder_of(place)).collect();
    // A folder in another one is filled by that one's volume. The shorter come first.
    let outer = |place: &[String]| folders.iter().find(|folder| place.starts_with(folder)).cloned().unwrap_or_default();
    let mut mounts: BTreeMap<Vec<String>, Filled> = BTreeMap::new();
    for (place, needs) in &all {
        let folder = outer(place);
        let path = serde_json::Value::from(place[folder.len()..].join("/")).to_string();
        let item = Item { key: keys[place].clone(), path };
        mounts.entry(folder).or_default().entry(*needs).or_default().push(item);
    }
    let mount = |(at, (folder, sources)): (usize, (Vec<String>, Filled))| {
        let source =
            |(needs, items): (Needs, Vec<Item>)| Source { secret: needs.secret, optional: needs.optional, items };
        Mount {
            name: if at == 0 { "files".to_owned() } else { format!("files-{}", at + 1) },
            folder: serde_json::Value::from(format!("/{}", folder.join("/"))).to_string(),
            sources: sources.into_iter().map(source).collect(),
        }
    };
    Ok(mounts.into_iter().enumerate().map(mount).collect())
}

/// The keys that the volumes need of the Secret, or else of the ConfigMap.
pub(super) fn keys_of(mounts: &[Mount], secret: bool) -> Vec<String> {
    let sources = mounts.iter().flat_map(|mount| &mount.sources).filter(|source| source.secret == secret);
    sources.flat_map(|source| &source.items).map(|item| item.key.clone()).collect()
}

/// Every file that a gateway reads, as it names it.
fn read(gateway: &Gateway) -> Vec<(&str, Needs)> {
    let settings = &gateway.settings;
    let needed = |path, secret| (path, Needs { secret, optional: false });
    let mut read: Vec<(&str, Needs)> = Vec::new();
    read.extend(settings.subscriptions.iter().map(|path| needed(path.as_str(), true)));
    read.extend(settings.prices.iter().map(|prices| needed(prices.file.as_str(), false)));
    if let Some(tls) = &settings.tls {
        // In one store, since they are replaced together.
        read.extend([needed(&tls.certificate, true), needed(&tls.key, true)]);
        read.extend(tls.clients.iter().map(|(ca, _)| needed(ca.as_str(), false)));
    }
    read.extend(gateway.named_values.iter().filter_map(|value| match &value.source {
        ValueSource::SecretFile(path) => Some(needed(path, true)),
        ValueSource::File { path, default, .. } => Some((path, Needs { secret: false, optional: default.is_some() })),
        ValueSource::Literal(_) | ValueSource::Env { .. } | ValueSource::SecretEnv(_) => None,
    }));
    read
}

/// Where a file is, as the parts of an absolute path.
fn placed(path: &str, directory: &str) -> Result<Vec<String>, String> {
    let shown = path.escape_default();
    let broken = |char: char| char.is_control() || ['\u{2028}', '\u{2029}'].contains(&char);
    if path.contains(broken) {
        return Err(format!("the file `{shown}` can't be mounted: its path has a line break or a control character"));
    }
    let place = parts(&Path::new(directory).join(path)).unwrap_or_default();
    let Some((_, folder)) = place.split_last() else {
        return Err(format!("the file `{shown}` can't be mounted: it is no path of a file"));
    };
    let folder = format!("/{}", folder.join("/"));
    let hides = |taken: &&&str| Path::new(taken).starts_with(&folder) || Path::new(&folder).starts_with(taken);
    match TAKEN.iter().find(hides) {
        Some(taken) => Err(format!(
            "the file `{shown}` can't be mounted: what is mounted at `{folder}` hides `{taken}`; write a relative path"
        )),
        None => Ok(place),
    }
}

/// What files are called in their stores, where letters, digits and `-._` are allowed: relative to the directory as far as
/// they are. Where two come to the same, all behind the first have a number.
fn keys(all: &BTreeMap<Vec<String>, Needs>, directory: &str) -> BTreeMap<Vec<String>, String> {
    let own = parts(Path::new(directory)).unwrap_or_default();
    let mut taken = BTreeSet::new();
    let mut keys = BTreeMap::new();
    for place in all.keys() {
        let text = place.strip_prefix(own.as_slice()).unwrap_or(place).join(".");
        let allowed = |char: char| char.is_ascii_alphanumeric() || "-._".contains(char);
        let base: String = text.chars().map(|char| if allowed(char) { char } else { '-' }).collect();
        let mut key = base.clone();
        let mut number = 2;
        while !taken.insert(key.clone()) {
            key = format!("{base}-{number}");
            number += 1;
        }
        keys.insert(place.clone(), key);
    }
    keys
}
