//! The JSON Schema of the gateway file against the gateway files of this repository.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use gatewright::diagnostic::Diagnostics;
use gatewright::policy::catalogue::Entry;
use gatewright::policy::schema::{Names, schema};
use gatewright::source::{Format, Kind, Node, Sources, read_text};
use gatewright::{Input, compile};
use gatewright_tests::root;
use serde_json::{Value, json};

fn value(node: &Node) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Bool(value) => (*value).into(),
        Kind::Number(text) => serde_json::from_str(text).unwrap(),
        Kind::String(text) => text.to_string().into(),
        Kind::Array(items) => items.iter().map(value).collect(),
        Kind::Object(object) => object.iter().map(|member| (member.key.to_string(), value(&member.value))).collect(),
    }
}

fn read(text: &str) -> Value {
    let node =
        read_text(&mut Sources::default(), "gateway.yaml", text.to_owned(), Format::Yaml, &mut Diagnostics::default());
    value(&node.unwrap())
}

fn gateway_files() -> Vec<PathBuf> {
    let below = |folder: &str| {
        fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path().join("gateway.yaml"))
    };
    let mut files: Vec<PathBuf> = below("tests/cases").chain(below("specs")).chain(below("tests/gateways")).collect();
    files.retain(|path| path.is_file());
    files.sort();
    files
}

/// The policies of a gateway file's own; none where it doesn't compile.
fn own_policies(path: &Path) -> Option<Vec<&'static Entry>> {
    let compiled = compile(&Input { gateway: path.to_owned(), ..Input::default() }).compiled?;
    Some(compiled.file.policy_crates.values().flat_map(|krate| krate.policies.iter().copied()).collect())
}

#[test]
fn what_compiles_satisfies_the_schema() {
    let mut count = 0;
    for path in gateway_files() {
        let Some(policies) = own_policies(&path) else { continue };
        let schema = jsonschema::validator_for(&schema(&Names { policies, ..Names::default() })).unwrap();
        let file = read(&fs::read_to_string(&path).unwrap());
        let wrong: Vec<String> =
            schema.iter_errors(&file).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
        count += 1;
    }
    assert!(count > 60, "{count}");
}

#[test]
fn what_the_reader_refuses_the_schema_refuses() {
    let schema = jsonschema::validator_for(&schema(&Names::default())).unwrap();
    let policies = |policies: Value| json!({ "version": 1, "name": "a", "apis": { "a": {} }, "policies": policies });
    for (section, policy) in [
        ("inbound", json!({ "set-headers": { "name": "a", "value": "b" } })),
        ("inbound", json!({ "set-header": { "value": "b" } })),
        ("inbound", json!({ "set-header": { "name": "a", "value": "b", "exists-action": "replace" } })),
        ("outbound", json!({ "rewrite-uri": { "template": "/a" } })),
        ("inbound", json!({ "set-method": "GET", "set-body": "" })),
    ] {
        let file = policies(json!({ section: [policy] }));
        assert!(!schema.is_valid(&file), "{file}");
    }
    assert!(schema.is_valid(&policies(json!({ "inbound": [{ "set-header": { "name": "a", "values": ["b"] } }] }))));
    assert!(schema.is_valid(&policies(json!({ "outbound": { "without": ["a"], "do": [{ "set-status": 202 }] } }))));
    assert!(!schema.is_valid(&json!({ "version": 1, "name": "a" })));
}
