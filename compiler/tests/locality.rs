//! A small change of the input is a small change of the crate: one operation, parameter or policy more or less changes the
//! file of its operation or scope and at most two files that list such things. Nothing else moves.
//!
//! Each subject is compiled whole and with one thing taken out; what is said of taking out holds of adding as well.
//! Beside the code stand three records with an entry an operation: `gateway.lock`, the README and the description that
//! callers get. They change by the lines of that entry.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use common::layout::{Layout, Random, read};
use common::{published, scratch, workspace};
use gatewright::emit::Files;
use gatewright::{Input, compile};
use serde_json::{Value, json};
use similar::{ChangeTag, TextDiff};

/// A gateway file with the documents of its APIs, to be changed.
#[derive(Clone)]
struct Subject {
    name: String,
    gateway: Value,
    specs: BTreeMap<String, Value>,
}

fn value(path: &Path) -> Value {
    serde_json::from_str(&Layout::Json { indent: 0 }.print(&read(path), &mut Random(1))).unwrap()
}

impl Subject {
    fn new(name: &str, gateway: Value, specs: &[(&str, PathBuf)]) -> Self {
        let specs = specs.iter().map(|(api, path)| ((*api).to_owned(), value(path))).collect();
        Self { name: name.to_owned(), gateway, specs }
    }

    /// A published document behind a gateway file that says no more than it must.
    fn published(name: &str) -> Option<Self> {
        let gateway = json!({
            "version": 1, "name": "real", "backends": { "main": { "url": "https://main.example" } },
            "apis": { "real": { "spec": "openapi.json", "path": "/real", "backend": "main" } },
            "subscriptions": { "file": "subscriptions.yaml" }, "runtime": { "version": "0.1" },
        });
        Some(Self::new(name, gateway, &[("real", published(name)?)]))
    }

    /// The files of its crate; none where it is refused, as one that misses what the gateway file asks for.
    fn files(&self, folder: &Path) -> Option<Files> {
        let gateway = folder.join("gateway.json");
        fs::write(&gateway, self.gateway.to_string()).unwrap();
        let mut input = Input { gateway, ..Input::default() };
        for (api, document) in &self.specs {
            let path = folder.join(format!("{api}.json"));
            fs::write(&path, document.to_string()).unwrap();
            input.specs.push((Some(api.clone()), path));
        }
        compile(&input).compiled.map(|compiled| compiled.files)
    }

    /// Every change of which this is about.
    fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (api, document) in &self.specs {
            let items = || document["paths"].as_object().into_iter().flatten();
            let ids: Vec<&str> =
                items().flat_map(|(_, item)| operations(item)).filter_map(|(_, found)| id(found)).collect();
            for (path, item) in items() {
                let at = ["paths", path];
                let methods: Vec<_> = operations(item).collect();
                changes.extend(parameters(item).map(|index| Change {
                    kind: Kind::Parameter(methods.len()),
                    document: Some(api.clone()),
                    pointer: pointer(&[&at[..], &["parameters", &index.to_string()]].concat()),
                }));
                for (method, operation) in methods {
                    // Of two that share an id, one alone has it; then both change.
                    if ids.iter().filter(|id| Some(**id) == self::id(operation)).count() > 1 {
                        continue;
                    }
                    let at = [&at[..], &[method]].concat();
                    let change = |kind, at: &[&str]| Change { kind, document: Some(api.clone()), pointer: pointer(at) };
                    let of_route = |other: &&String| route(other) == route(path);
                    let shared = items().filter(|(_, item)| item.get(method).is_some()).map(|(path, _)| path);
                    if shared.filter(of_route).count() > 1 {
                        changes.push(change(Kind::Variant, &at));
                        continue;
                    }
                    changes.push(change(Kind::Operation, &at));
                    changes.extend(parameters(operation).map(|index| {
                        change(Kind::Parameter(1), &[&at[..], &["parameters", &index.to_string()]].concat())
                    }));
                }
            }
        }
        let mut scopes = vec![(Scope::Gateway, "/policies".to_owned())];
        for (api, said) in self.gateway["apis"].as_object().into_iter().flatten() {
            scopes.push((Scope::Api, pointer(&["apis", api, "policies"])));
            for operation in said["operations"].as_object().into_iter().flatten().map(|(name, _)| name) {
                scopes.push((Scope::Operation, pointer(&["apis", api, "operations", operation, "policies"])));
            }
        }
        for (scope, at) in scopes {
            let sections = self.gateway.pointer(&at).and_then(Value::as_object).into_iter().flatten();
            for (section, list) in sections {
                let indexes = 0..list.as_array().map_or(0, Vec::len);
                changes.extend(indexes.map(|index| Change {
                    kind: Kind::Policy(scope),
                    document: None,
                    pointer: format!("{at}/{section}/{index}"),
                }));
            }
        }
        changes
    }

    /// An operation that goes takes along what the gateway file says of it.
    fn forget(&mut self, api: &str, pointer: &str) {
        let (path, method) = pointer.rsplit_once('/').unwrap();
        let path = path.trim_start_matches("/paths/").replace("~1", "/");
        let names = [
            format!("{} {path}", method.to_ascii_uppercase()),
            self.specs[api].pointer(pointer).unwrap()["operationId"].as_str().unwrap_or_default().to_owned(),
        ];
        let said = self.gateway["apis"][api].get_mut("operations").and_then(Value::as_object_mut);
        if let Some(said) = said {
            said.retain(|name, _| !names.contains(name));
        }
    }

    fn without(&self, change: &Change) -> Self {
        let mut changed = self.clone();
        if let (Kind::Operation | Kind::Variant, Some(api)) = (change.kind, &change.document) {
            changed.forget(api, &change.pointer);
        }
        let root = match &change.document {
            Some(api) => changed.specs.get_mut(api).unwrap(),
            None => &mut changed.gateway,
        };
        let (above, last) = change.pointer.rsplit_once('/').unwrap();
        match root.pointer_mut(above).unwrap() {
            Value::Array(items) => drop(items.remove(last.parse().unwrap())),
            Value::Object(members) => drop(members.remove(last)),
            other => panic!("{other}"),
        }
        changed
    }
}

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

fn operations(item: &Value) -> impl Iterator<Item = (&String, &Value)> {
    item.as_object().into_iter().flatten().filter(|(name, _)| METHODS.contains(&name.as_str()))
}

fn id(operation: &Value) -> Option<&str> {
    operation["operationId"].as_str()
}

fn parameters(node: &Value) -> impl Iterator<Item = usize> {
    0..node["parameters"].as_array().map_or(0, Vec::len)
}

/// A path without the names of its parameters and its fragment.
fn route(path: &str) -> String {
    let path = path.split('#').next().unwrap_or_default();
    path.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect::<Vec<_>>().join("{}")
}

fn pointer(tokens: &[&str]) -> String {
    tokens.iter().map(|token| format!("/{}", token.replace('~', "~0").replace('/', "~1"))).collect()
}

#[derive(Clone, Copy, Debug)]
enum Scope {
    Gateway,
    Api,
    Operation,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Operation,
    /// An operation that shares its route with others, of which one has the file of all.
    Variant,
    /// Of so many operations.
    Parameter(usize),
    Policy(Scope),
}

/// What is taken out.
struct Change {
    kind: Kind,
    /// The API whose document it is in; none: the gateway file.
    document: Option<String>,
    pointer: String,
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Operation,
    Schema,
    Api,
    Gateway,
    /// The types of parameters that take certain values.
    Parameters,
    /// A list of modules and routes.
    Index,
    /// A list of all there is, for people and tools.
    Record,
    Other,
}

fn role(path: &str) -> Role {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["gateway.lock" | "README.md"] | ["openapi", _] => Role::Record,
        ["src", "gateway.rs"] => Role::Gateway,
        ["src", "router.rs"] | ["src", "apis", "mod.rs"] => Role::Index,
        ["src", "apis", _, "mod.rs"] => Role::Api,
        ["src", "apis", _, "parameters.rs"] => Role::Parameters,
        ["src", "apis", _, _, "mod.rs"] => Role::Index,
        ["src", "apis", _, "operations", _] => Role::Operation,
        ["src", "apis", _, "schemas", _] => Role::Schema,
        _ => Role::Other,
    }
}

/// What is wrong with the difference that a change makes; empty where it is in order.
fn wrong(change: &Change, before: &Files, after: &Files) -> String {
    let mut wrong = String::new();
    let (mut operations, mut indexes) = (0, 0);
    for (path, old) in before {
        let role = role(path);
        let (gone, came) = match after.get(path) {
            Some(new) if new == old => continue,
            Some(new) => lines(old, new),
            None => (old.lines().count(), 0),
        };
        let changed = after.contains_key(path);
        operations += usize::from(role == Role::Operation);
        indexes += usize::from(role == Role::Index && changed);
        let fine = match (role, change.kind) {
            (Role::Operation | Role::Schema, Kind::Operation) => !changed,
            (Role::Operation, Kind::Parameter(_) | Kind::Policy(Scope::Operation)) => changed,
            (Role::Api, Kind::Policy(Scope::Api)) | (Role::Gateway, Kind::Policy(Scope::Gateway)) => changed,
            // With the last schema, or the last type of a parameter, its module goes.
            (Role::Api, Kind::Operation | Kind::Parameter(_)) => came == 0 && gone <= 2,
            (Role::Index, Kind::Operation) => came <= 1,
            (Role::Operation | Role::Record | Role::Api, Kind::Variant) => true,
            (Role::Schema, Kind::Variant) => !changed,
            (Role::Index | Role::Parameters, _) => true,
            // The types of its parameters may go with an operation.
            (Role::Record, Kind::Operation) if path.ends_with(".json") => came <= 2,
            (Role::Record, Kind::Operation) => came == 0,
            // The digests of what was changed.
            // Its row among what callers may give, and the head of a table that is empty without it.
            (Role::Record, Kind::Parameter(_)) if path == "README.md" => gone <= 4 && came == 0,
            (Role::Record, Kind::Parameter(of)) => came <= of + 1,
            (Role::Record, Kind::Policy(_)) => path == "gateway.lock" && (gone, came) == (1, 1),
            _ => false,
        };
        if !fine {
            let _ = writeln!(wrong, "  {path}: {gone} lines gone, {came} came");
        }
    }
    // Another has the file of all then.
    let moved = usize::from(matches!(change.kind, Kind::Variant));
    let new = after.keys().filter(|path| !before.contains_key(*path));
    for path in new.skip(moved) {
        let _ = writeln!(wrong, "  {path} is new");
    }
    let most = if let Kind::Parameter(of) = change.kind { of } else { 1 };
    if operations > most || indexes > 2 {
        let _ = writeln!(wrong, "  {operations} operations, {indexes} indexes");
    }
    wrong
}

/// How many lines of the one are not in the other, and the other way round.
fn lines(old: &str, new: &str) -> (usize, usize) {
    let diff = TextDiff::from_lines(old, new);
    let count = |tag| diff.iter_all_changes().filter(|change| change.tag() == tag).count();
    (count(ChangeTag::Delete), count(ChangeTag::Insert))
}

fn subjects() -> Vec<Subject> {
    let specs = workspace().join("specs");
    let ours = |name: &str, spec: &str| {
        let folder = specs.join(name);
        Subject::new(name, value(&folder.join("gateway.yaml")), &[(name, folder.join(spec))])
    };
    let order = workspace().join("compiler/tests/order");
    let policies = workspace().join("tests/cases/policies-at-every-scope");
    let documents = [("one", order.join("one.yaml")), ("two", order.join("two.yaml"))];
    let mut subjects = vec![
        Subject::new("order", value(&order.join("gateway.yaml")), &documents),
        Subject::new("policies", value(&policies.join("gateway.yaml")), &[("small", policies.join("spec.yaml"))]),
        ours("azure-openai", "openapi.json"),
        ours("chat-completions", "openapi.yaml"),
    ];
    subjects.extend(PUBLISHED.iter().filter_map(|name| Subject::published(name)));
    subjects
}

const PUBLISHED: [&str; 4] =
    ["groq/openapi.yaml", "tgi/openapi.json", "petstore/petstore-3.0.yaml", "oas-examples/3.0-parameters-style.json"];

#[test]
fn a_small_change_is_a_small_difference() {
    let folder = scratch("locality");
    let mut failures = String::new();
    for subject in subjects() {
        let before = subject.files(&folder).unwrap();
        let mut changes = subject.changes();
        // Of a published document each third is enough without optimisation.
        if cfg!(debug_assertions) && PUBLISHED.contains(&subject.name.as_str()) {
            changes = changes.into_iter().step_by(3).collect();
        }
        let mut refused = 0;
        for change in &changes {
            let Some(after) = subject.without(change).files(&folder) else {
                refused += 1;
                continue;
            };
            let wrong = wrong(change, &before, &after);
            if !wrong.is_empty() {
                let _ = writeln!(failures, "{}: {:?} {}\n{wrong}", subject.name, change.kind, change.pointer);
            }
        }
        let (all, files) = (changes.len(), before.len());
        println!("{}: {all} changes, {refused} of them refused, {files} files", subject.name);
        assert!(refused * 4 <= all, "too many are refused");
    }
    fs::remove_dir_all(&folder).unwrap();
    assert!(failures.is_empty(), "{failures}");
}
