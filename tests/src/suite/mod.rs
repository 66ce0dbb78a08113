//! The JSON Schema Test Suite as gateways: each of its schemas becomes the request body of an operation, so that what
//! is tested is emitted code over the bytes of a request.

mod document;
mod expressible;
mod ratchet;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::root;

pub use document::{document, remotes};
pub use expressible::expressible;
pub use ratchet::Ratchet;

/// A schema of the suite with its instances.
#[derive(Debug)]
pub struct Group {
    /// The file's name without its ending, such as `allOf`.
    pub file: String,
    /// What the suite calls the schema.
    pub description: String,
    /// The schema.
    pub schema: Value,
    /// The instances.
    pub tests: Vec<Instance>,
}

/// An instance, and whether the schema accepts it.
#[derive(Debug)]
pub struct Instance {
    /// What the suite calls it.
    pub description: String,
    /// The value.
    pub data: Value,
    /// Whether it is to pass.
    pub valid: bool,
}

/// The suite's folder: `GATEWRIGHT_JSON_SCHEMA_TESTS`, or else `../shared/json-schema-test-suite` beside the repository.
/// None where the latter isn't there.
///
/// # Panics
/// Where the variable names a folder without tests.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    let named = env::var_os("GATEWRIGHT_JSON_SCHEMA_TESTS").map(PathBuf::from);
    let asked = named.is_some();
    let folder = named.unwrap_or_else(|| root().join("../shared/json-schema-test-suite"));
    let there = folder.join("tests").is_dir();
    assert!(there || !asked, "{} has no folder `tests`", folder.display());
    there.then_some(folder)
}

/// The required tests of a draft, such as `draft2020-12`, by file.
///
/// # Panics
/// Where a file isn't what the suite's files are.
#[must_use]
pub fn groups(suite: &Path, draft: &str) -> Vec<Group> {
    let folder = suite.join("tests").join(draft);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    files.iter().flat_map(|path| read(path)).collect()
}

fn read(path: &Path) -> Vec<Group> {
    let text = fs::read_to_string(path).expect("a file of the suite");
    let groups: Vec<Value> = serde_json::from_str(&text).expect("a list of groups");
    let file = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let text = |value: &Value| value["description"].as_str().expect("a description").to_owned();
    let instance = |test: &Value| Instance {
        description: text(test),
        data: test["data"].clone(),
        valid: test["valid"].as_bool().expect("a verdict"),
    };
    let group = |group: &Value| Group {
        file: file.clone(),
        description: text(group),
        schema: group["schema"].clone(),
        tests: group["tests"].as_array().expect("a list of tests").iter().map(instance).collect(),
    };
    groups.iter().map(group).collect()
}
