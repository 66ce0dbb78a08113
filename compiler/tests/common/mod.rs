//! What the tests of the command share.
#![allow(dead_code)]

pub(crate) mod layout;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gatewright::diagnostic::{Format, render};
use gatewright::emit::Files;
use gatewright::source::{Kind, Node};
use gatewright::{Input, compile};
use serde_json::Value;

/// The workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// An empty folder of this test's own.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs the command in a folder.
pub(crate) fn gatewright<S: AsRef<std::ffi::OsStr>>(folder: &Path, arguments: &[S]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gatewright")).current_dir(folder).args(arguments).output().unwrap()
}

/// The files that a compilation which must succeed gives.
pub(crate) fn emitted(input: &Input) -> Files {
    let output = compile(input);
    let said = render(&output.diagnostics, &output.sources, Format::Short, false);
    output.compiled.unwrap_or_else(|| panic!("{said}")).files
}

/// A node as a JSON value.
pub(crate) fn value(node: &Node) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Bool(value) => (*value).into(),
        Kind::Number(text) => serde_json::from_str(text).unwrap(),
        Kind::String(text) => text.to_string().into(),
        Kind::Array(items) => items.iter().map(value).collect(),
        Kind::Object(object) => object.iter().map(|member| (member.key.to_string(), value(&member.value))).collect(),
    }
}

/// Standard error as text.
pub(crate) fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Every file below a folder with its text.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let Ok(entries) = fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

/// The first lines in which two texts differ, for a message.
pub(crate) fn difference(expected: &str, found: &str) -> String {
    similar::TextDiff::from_lines(expected, found).unified_diff().context_radius(2).to_string()
}

/// The real document of Azure OpenAI, or none.
pub(crate) fn real_spec() -> Option<PathBuf> {
    published("azure-openai/2024-10-21-inference.json")
}

/// The folder of published documents: `$GATEWRIGHT_SPECS`, or the specs beside the workspace.
pub(crate) fn published_folder() -> Option<PathBuf> {
    let beside = || workspace().parent().map(|parent| parent.join("shared/specs"));
    std::env::var_os("GATEWRIGHT_SPECS").map(PathBuf::from).or_else(beside)
}

/// A published document by its path in that folder; without it a line says that the test is skipped.
pub(crate) fn published(name: &str) -> Option<PathBuf> {
    let path = published_folder()?.join(name);
    if path.is_file() {
        return Some(path);
    }
    println!("skipped: there is no {}", path.display());
    None
}
