//! Time grows with the input, not with its square.
//!
//! Each shape of a document is made small and four times as large; the processor's time that a compilation takes must not
//! grow much more than that. What else the machine does is no part of it. `cargo test --release --test scale -- --ignored --nocapture` prints the figures from 10 to 10,000 operations.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

#[cfg(unix)]
use rustix::time::{ClockId, clock_gettime};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use common::scratch;
use gatewright::diagnostic::{Format, render};
use gatewright::{Input, compile};
use serde_json::{Value, json};

/// A shape of documents, by how large they are.
type Shape = (&'static str, fn(usize) -> Value, usize);

/// Shapes of which something repeats, each with a size that takes long enough to be compared.
const SHAPES: [Shape; 6] = [
    ("operations", operations, 300),
    ("schemas in a chain", chain, 400),
    ("members of one schema", members, 1500),
    ("branches of one union", branches, 250),
    ("values of one enum", values, 3000),
    ("parameters of one operation", parameters, 500),
];

fn document(paths: Value, schemas: Value) -> Value {
    json!({ "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": paths, "components": { "schemas": schemas } })
}

/// One operation whose body is the schema `Body`.
fn body(schemas: Value) -> Value {
    let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Body" } } });
    document(json!({ "/a": { "post": { "operationId": "a", "requestBody": { "content": content } } } }), schemas)
}

/// As in published documents: paths with parameters, a body for each, some members of their own and a schema that many
/// share.
fn operations(size: usize) -> Value {
    let mut paths = serde_json::Map::new();
    let mut schemas = serde_json::Map::new();
    schemas.insert("Shared".to_owned(), json!({ "type": "object", "properties": { "id": { "type": "string" } } }));
    for at in 0..size {
        let name = format!("Thing{at}");
        let content = json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } });
        let parameters = json!([
            { "name": "group-id", "in": "path", "required": true, "schema": { "type": "string" } },
            { "name": "top", "in": "query", "schema": { "type": "integer", "minimum": 0 } },
            { "name": "select", "in": "query", "explode": false, "schema": { "type": "array", "items": { "type": "string" } } },
            { "name": "order", "in": "query", "schema": { "type": "string", "enum": ["up", "down"] } },
        ]);
        let operation = json!({
            "operationId": format!("things.Update{at}"), "summary": "Update a thing", "parameters": parameters,
            "requestBody": { "required": true, "content": content }, "responses": { "200": { "description": "ok" } },
        });
        paths.insert(format!("/groups/{{group-id}}/things{at}"), json!({ "patch": operation }));
        let properties = json!({
            "name": { "type": "string", "maxLength": 64 }, "size": { "type": ["integer", "null"] },
            "shared": { "$ref": "#/components/schemas/Shared" },
            "parts": { "type": "array", "items": { "type": "object", "properties": { "part": { "type": "string" } } } },
        });
        schemas.insert(name, json!({ "type": "object", "required": ["name"], "properties": properties }));
    }
    document(Value::Object(paths), Value::Object(schemas))
}

fn chain(size: usize) -> Value {
    let link = |at: usize| {
        let name = if at == 0 { "Body".to_owned() } else { format!("S{at}") };
        let next = json!({ "$ref": format!("#/components/schemas/S{}", at + 1) });
        let next = if at + 1 < size { next } else { json!({ "type": "string" }) };
        (name, json!({ "type": "object", "properties": { "next": next } }))
    };
    body(Value::Object((0..size).map(link).collect()))
}

fn members(size: usize) -> Value {
    let members = (0..size).map(|at| (format!("m{at}"), json!({ "type": "string", "maxLength": at })));
    body(json!({ "Body": { "type": "object", "properties": Value::Object(members.collect()) } }))
}

fn branches(size: usize) -> Value {
    let branch = |at: usize| {
        json!({ "type": "object", "required": ["kind"], "properties": {
            "kind": { "type": "string", "enum": [format!("k{at}")] }, "size": { "type": "integer", "maximum": at } } })
    };
    body(json!({ "Body": { "oneOf": (0..size).map(branch).collect::<Vec<_>>() } }))
}

fn values(size: usize) -> Value {
    body(json!({ "Body": { "type": "string", "enum": (0..size).map(|at| format!("v{at}")).collect::<Vec<_>>() } }))
}

fn parameters(size: usize) -> Value {
    let parameter = |at: usize| json!({ "name": format!("p{at}"), "in": "query", "schema": { "type": "string" } });
    let parameters: Vec<Value> = (0..size).map(parameter).collect();
    document(json!({ "/a": { "get": { "operationId": "a", "parameters": parameters } } }), json!({}))
}

/// What this process took of the processor so far, on all its threads.
#[cfg(unix)]
fn processor() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap())
}

/// A clock, where the system doesn't say what a process takes.
#[cfg(not(unix))]
fn processor() -> Duration {
    use std::sync::OnceLock;
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// The processor's time of the shortest of some compilations, how long that took by the clock, and the lines that were
/// emitted.
fn quickest(folder: &Path, document: &Value, times: usize) -> (Duration, Duration, usize) {
    let gateway = folder.join("gateway.yaml");
    let text = "version: 1\nname: scale\nbackends: { up: { url: http://127.0.0.1:1 } }\napis:\n  a: { spec: openapi.json, path: /a, \
                backend: up, subscription: { required: false } }\n";
    fs::write(&gateway, text).unwrap();
    fs::write(folder.join("openapi.json"), document.to_string()).unwrap();
    let input = Input { gateway, ..Input::default() };
    let one = |_| {
        let (began, before) = (Instant::now(), processor());
        let output = compile(&input);
        let (took, by_the_clock) = (processor() - before, began.elapsed());
        let said = render(&output.diagnostics, &output.sources, Format::Short, false);
        let files = output.compiled.unwrap_or_else(|| panic!("{said}")).files;
        let code = files.iter().filter(|(path, _)| path.starts_with("src/"));
        (took, by_the_clock, code.map(|(_, text)| text.lines().count()).sum())
    };
    (0..times).map(one).min().unwrap()
}

#[test]
fn time_grows_as_the_input_does() {
    let folder = scratch("scale");
    let mut failures = String::new();
    for (name, shape, size) in SHAPES {
        // A neighbour shares caches at least, which only ever adds, so a ratio that is too high is taken again.
        let mut growth = f64::MAX;
        for _ in 0..4 {
            let (small, large) = (shape(size), shape(4 * size));
            let ratio = quickest(&folder, &large, 1).0.as_secs_f64() / quickest(&folder, &small, 2).0.as_secs_f64();
            growth = growth.min(ratio);
            if growth < BOUND {
                break;
            }
        }
        println!("{name}: {size} to {}: {growth:.1} times as long", 4 * size);
        if growth >= BOUND {
            let _ = writeln!(failures, "{name} grow {growth:.1} times as long where they are 4 times as many");
        }
    }
    fs::remove_dir_all(&folder).unwrap();
    assert!(failures.is_empty(), "{failures}");
}

/// Four times as large takes sixteen times as long where time grows with the square.
const BOUND: f64 = 8.0;

#[test]
#[ignore = "prints figures and judges nothing"]
fn figures() {
    let folder = scratch("figures");
    println!("{:>10} {:>9} {:>9} {:>12} {:>7}", "operations", "KB", "ms", "us/operation", "lines");
    for size in [10, 100, 1000, 10_000] {
        let document = operations(size);
        let (_, took, lines) = quickest(&folder, &document, 3);
        let kilobytes = document.to_string().len() / 1024;
        let each = took.as_micros() / size as u128;
        println!("{size:>10} {kilobytes:>9} {:>9} {each:>12} {lines:>7}", took.as_millis());
    }
    fs::remove_dir_all(&folder).unwrap();
}
