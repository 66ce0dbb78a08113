//! The JSON Schema of the gateway file against the gateway files of this repository, and against the reader: what either
//! refuses of a file that was spoilt in one place, the other refuses too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use common::{gatewright, value, workspace};
use gatewright::diagnostic::Diagnostics;
use gatewright::policy::catalogue::Entry;
use gatewright::policy::schema::{Names, schema};
use gatewright::source::{Format, Sources, read_text};
use gatewright::{Input, compile, policy};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

fn read(text: &str) -> Option<Value> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    read_text(&mut sources, "gateway.yaml", text.to_owned(), Format::Yaml, &mut diagnostics).map(|node| value(&node))
}

fn read_path(path: &Path) -> Option<Value> {
    read(&fs::read_to_string(path).unwrap())
}

fn gateway_files() -> Vec<PathBuf> {
    let below = |folder: &str| {
        fs::read_dir(workspace().join(folder)).unwrap().map(|entry| entry.unwrap().path().join("gateway.yaml"))
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

fn validator(policies: Vec<&'static Entry>) -> Validator {
    jsonschema::validator_for(&schema(&Names { policies, ..Names::default() })).unwrap()
}

fn wrong(schema: &Validator, file: &Value) -> Vec<String> {
    schema.iter_errors(file).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn what_compiles_satisfies_the_schema() {
    let plain = validator(Vec::new());
    let mut count = 0;
    for path in gateway_files() {
        let Some(policies) = own_policies(&path) else { continue };
        let own = (!policies.is_empty()).then(|| validator(policies));
        let file = read_path(&path).unwrap();
        let wrong = wrong(own.as_ref().unwrap_or(&plain), &file);
        assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
        count += 1;
    }
    assert!(count > 150, "{count}");
}

/// What the pages show: whole files, parts of one, and policies of one section or another.
#[test]
fn what_the_pages_show_satisfies_the_schema() {
    let mut count = 0;
    let pages = fs::read_dir(workspace().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let policies = fs::read_dir(workspace().join("docs/policies")).unwrap().map(|entry| entry.unwrap().path());
    for page in pages.chain(policies).chain([workspace().join("README.md")]).filter(|path| path.is_file()) {
        let text = fs::read_to_string(&page).unwrap();
        for block in text.split("```yaml\n").skip(1).filter_map(|block| block.split("```").next()) {
            let shown = read(block).unwrap();
            // The other files: who may call, what models cost, and what is changed in a spec.
            if shown["subscriptions"].is_array() || shown["edition"] != Value::Null || shown["overlay"] != Value::Null {
                continue;
            }
            let wrong = match &shown {
                Value::Array(_) => ["inbound", "backend", "outbound", "on-error"]
                    .into_iter()
                    .map(|section| framed(&json!({ "policies": { section: shown } })))
                    .map(|file| wrong(&validator(Vec::new()), &file))
                    .min_by_key(Vec::len)
                    .unwrap(),
                _ => {
                    let file = framed(&shown);
                    wrong(&validator(own_of(&file)), &file)
                }
            };
            assert!(wrong.is_empty(), "{}: {wrong:?}\n{block}", page.display());
            count += 1;
        }
    }
    assert!(count >= 9, "{count}");
}

/// A part of a gateway file with what is missing.
fn framed(part: &Value) -> Value {
    let mut file = json!({ "version": 1, "name": "frame", "apis": { "frame": { "spec": "frame.json" } } });
    for (key, value) in part.as_object().unwrap() {
        file[key] = value.clone();
    }
    for api in file["apis"].as_object_mut().unwrap().values_mut().filter_map(Value::as_object_mut) {
        if !api.contains_key("passthrough") && !api.contains_key("openai") {
            api.entry("spec").or_insert_with(|| "frame.json".into());
        }
    }
    file
}

fn own_of(file: &Value) -> Vec<&'static Entry> {
    let (read, _) = reader(file);
    read.into_iter().flat_map(|file| file.policy_crates.into_values()).flat_map(|krate| krate.policies).collect()
}

/// What the reader makes of a file, and the codes of the errors that it says.
fn reader(file: &Value) -> (Option<policy::GatewayFile>, Vec<&'static str>) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let text = file.to_string();
    let node = read_text(&mut sources, "gateway.json", text, Format::Json, &mut diagnostics).unwrap();
    let read = policy::read(&node, &sources, &mut diagnostics);
    let errors = diagnostics
        .iter()
        .filter(|said| read.is_none() && said.code.severity() == gatewright::diagnostic::Severity::Error);
    let codes = errors.map(|said| said.code.name()).collect();
    (read, codes)
}

/// A file that was spoilt in one place, and how.
struct Spoilt<'f> {
    how: String,
    whole: &'f Value,
    place: String,
    change: Box<dyn Fn(&mut Value) + 'f>,
}

impl Spoilt<'_> {
    fn file(&self) -> Value {
        let mut changed = self.whole.clone();
        (self.change)(changed.pointer_mut(&self.place).unwrap());
        changed
    }
}

const UNKNOWN: &str = "frobnicate";

/// One unknown key in each object, each key left out, and each value replaced by one of another kind.
fn spoilt<'f>(file: &'f Value) -> Vec<Spoilt<'f>> {
    let mut places = Vec::new();
    walk(file, String::new(), &mut places);
    let mut all = Vec::new();
    for place in places {
        let found = file.pointer(&place).unwrap();
        let mut put = |how: String, change: Box<dyn Fn(&mut Value) + 'f>| {
            all.push(Spoilt { how: format!("{place} {how}"), whole: file, place: place.clone(), change });
        };
        if let Value::Object(members) = found {
            put(format!("has {UNKNOWN}"), Box::new(|object| object[UNKNOWN] = Value::Null));
            for key in members.keys() {
                put(format!("lacks {key}"), Box::new(move |object| drop(object.as_object_mut().unwrap().remove(key))));
            }
        }
        for other in [Value::Null, json!({}), json!([]), json!(true), json!(7.5), json!("frob nicate")] {
            if std::mem::discriminant(&other) != std::mem::discriminant(found) {
                put(format!("is {other}"), Box::new(move |value| *value = other.clone()));
            }
        }
    }
    all
}

fn walk(value: &Value, pointer: String, places: &mut Vec<String>) {
    places.push(pointer.clone());
    let step = |key: &str| format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| walk(value, step(key), places)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| walk(item, step(&at.to_string()), places))
        }
        _ => {}
    }
}

/// Codes for what a schema can say: a wrong kind, an unknown key, a missing one, and names that are no policy's.
const OF_FORM: [&str; 4] = ["GW0401", "GW0402", "GW0403", "GW0414"];

/// What lies beyond the schema, by a part of the place and how it was spoilt: what the keys of policies ask of each other,
/// the type of a default, a backend in the place of a URL; and policies of one's own, which the schema was made with.
const BEYOND: [&str; 19] = [
    "set-header lacks value",
    "set-query-parameter lacks value",
    "ip-filter lacks address",
    "quota lacks",
    "/quota/apis/",
    "retry lacks delta",
    "set-backend-service",
    "set-body lacks",
    "set-body is",
    "quota-by-key lacks",
    "token-limit lacks token",
    "validate-jwt lacks openid-config",
    "/default is",
    " lacks backend",
    "/passthrough lacks url",
    "/openai lacks url",
    "policy-crates",
    // Without which no policy of money can be.
    "lacks prices",
    // Without which no record can be sent by OTLP.
    "/telemetry lacks otlp",
];

/// An API's value that is text names a file, which is put in its place before the reader sees it.
fn names_a_file(place: &str) -> bool {
    place.strip_prefix("/apis/").is_some_and(|rest| !rest.contains('/') && rest.ends_with('"'))
}

#[test]
fn schema_and_reader_refuse_the_same() {
    let all = gateway_files();
    let cases = all.iter().filter(|path| !path.starts_with(workspace().join("tests/gateways")));
    let mut files: Vec<Value> = cases.filter_map(|path| read_path(path)).collect();
    files.extend(read(include_str!("../src/policy/tests/good.yaml")));
    let plain = validator(Vec::new());
    let (mut count, mut seen, mut apart) = (0, BTreeSet::new(), String::new());
    for file in files {
        // What is spoilt already shows nothing.
        if !reader(&file).1.is_empty() {
            continue;
        }
        let policies = own_of(&file);
        let own = (!policies.is_empty()).then(|| validator(policies));
        let schema = own.as_ref().unwrap_or(&plain);
        for spoilt in spoilt(&file) {
            // One place of a kind is enough: its last steps tell.
            let kind: Vec<&str> = spoilt.how.rsplit('/').take(2).collect();
            let kind: String = kind.join("/").chars().filter(|char| !char.is_ascii_digit()).collect();
            if names_a_file(&spoilt.how) || !seen.insert(kind) {
                continue;
            }
            count += 1;
            let file = spoilt.file();
            let (_, codes) = reader(&file);
            let valid = schema.is_valid(&file);
            let by_form = codes.iter().any(|code| OF_FORM.contains(code));
            let excused = BEYOND.iter().any(|part| spoilt.how.contains(part));
            if by_form && valid && !excused {
                apart += &format!("the schema takes it, the reader says {codes:?}: {}\n", spoilt.how);
            } else if codes.is_empty() && !valid {
                apart += &format!("the reader takes it, the schema says {:?}: {}\n", wrong(schema, &file), spoilt.how);
            }
        }
    }
    assert!(apart.is_empty(), "{apart}");
    println!("{count} spoilt files");
    assert!(count > 1500, "{count}");
}

#[test]
fn everything_is_described_and_closed() {
    let schema = schema(&Names::default());
    assert!(jsonschema::meta::is_valid(&schema));
    let mut places = Vec::new();
    walk(&schema, String::new(), &mut places);
    for place in &places {
        let found = schema.pointer(place).unwrap();
        if let Some(Value::Object(properties)) = found.get("properties").filter(|_| found["type"] == "object") {
            assert!(found.get("additionalProperties").is_some(), "{place} is open");
            let policies = place.ends_with("-policy");
            for (key, schema) in properties.iter().filter(|_| !policies) {
                let described = schema["description"].as_str().is_some_and(|doc| !doc.is_empty());
                assert!(described, "{place}/{key} has no description");
            }
        }
        if let Some(Value::String(reference)) = found.get("$ref") {
            assert!(schema.pointer(&reference[1..]).is_some(), "{place}: {reference} is nowhere");
        }
    }
}

/// The command, on a sample: its own names are offered and no others taken.
#[test]
fn names_of_a_project_are_completions() {
    let sample = workspace().join("specs/azure-openai");
    let output = gatewright(&sample, &["schema"]);
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    let file = read_path(&sample.join("gateway.yaml")).unwrap();
    let named = |key: &str| file[key].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(schema["$defs"]["backend-name"]["enum"], json!(named("backends")));
    assert_eq!(schema["$defs"]["api-name"]["enum"], json!(named("apis")));
    let offered = schema["$defs"]["text"]["examples"].as_array().unwrap();
    assert_eq!(*offered, named("named-values").iter().map(|name| format!("{{{{{name}}}}}")).collect::<Vec<_>>());
    let [api] = named("apis").try_into().unwrap();
    let own = &schema["properties"]["apis"]["properties"][&api]["anyOf"][1]["properties"];
    let keys = |of: &Value| of["properties"].as_object().unwrap_or(&Map::new()).keys().cloned().collect::<Vec<_>>();
    assert!(keys(&own["operations"]).iter().any(|id| id == "ChatCompletions_Create"), "{own}");
    assert!(keys(&own["parameters"]).iter().any(|name| name == "deployment-id"), "{own}");
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert_eq!(wrong(&validator, &file), Vec::<String>::new());
    for (place, name) in [
        (format!("/apis/{api}/operations"), "ChatCompletion_Create"),
        (format!("/apis/{api}/tags"), "chats"),
        (format!("/apis/{api}/parameters"), "deployment"),
    ] {
        let mut wrong = file.clone();
        let (parent, key) = place.rsplit_once('/').unwrap();
        let parent = wrong.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        parent.entry(key).or_insert_with(|| json!({}))[name] = json!({});
        assert!(!validator.is_valid(&wrong), "{place}/{name}");
    }
}
