//! Emitted checks beside an independent validator: the same instances of a document's request bodies to both. The
//! document is read to the letter, with no repairs and closed unions.

mod grow;
mod modern;

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use gatewright::{Input, compile};
use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};

use crate::gateway::{built_example, scratch};
use grow::Random;

/// What came of the comparison of one document.
#[derive(Debug, Default)]
pub struct Tally {
    /// Request bodies that were compared.
    pub bodies: usize,
    /// Request bodies that the validator has no schema for, each with its reason.
    pub left_out: Vec<String>,
    /// Instances of which both said the same: valid, invalid.
    pub agreed: [usize; 2],
    /// Instances that cost the gateway more than it spends on one body.
    pub too_costly: usize,
    /// The others, each with its operation and what the emitted check said.
    pub disagreed: Vec<String>,
}

/// A request body: the operation's id, and the validator's form of its schema.
struct Body {
    id: String,
    schema: Value,
}

/// Compares about so many instances of a document's bodies; the seed decides which.
///
/// # Errors
/// A sentence on what can't be compiled or built.
pub fn compare(name: &str, document: &Path, count: usize, seed: u64) -> Result<Tally, String> {
    let folder = scratch(&format!("oracle-{name}"));
    let text = format!(
        "version: 1\nname: {name}\nrepairs: {{ disable: all }}\napis:\n  it:\n    spec: {}\n    path: /it\n    \
         validate: {{ unions: closed, enums: closed }}\n    backend: b\nbackends: {{ b: {{ url: 'http://127.0.0.1:1' }} }}\n",
        serde_json::to_string(&document.to_string_lossy()).map_err(|error| error.to_string())?
    );
    let gateway = folder.join("gateway.yaml");
    fs::write(&gateway, text).map_err(|error| error.to_string())?;
    let input = Input { gateway, ..Input::default() };
    let compiled = compile(&input).compiled.ok_or_else(|| format!("{name} doesn't compile"))?;
    let published = compiled.files.get("openapi/it.json").ok_or("there is no description")?;
    let document: Value = serde_json::from_str(published).map_err(|error| error.to_string())?;
    let bodies = bodies(&document);
    let (bodies, whole) = modern::whole(&document, bodies);
    let source = include_str!("verdicts.txt").replace("CRATE", &name.replace('-', "_"));
    let binary = built_example(&input, name, "verdicts", &source)?;
    let tally = judged(&binary, &folder, bodies, &whole, count, seed);
    // Each is large, and there may be many.
    fs::remove_file(&binary).map_err(|error| error.to_string())?;
    tally
}

fn judged(
    binary: &Path,
    folder: &Path,
    bodies: Vec<Body>,
    whole: &Value,
    count: usize,
    seed: u64,
) -> Result<Tally, String> {
    let registry = Registry::new().draft(Draft::Draft202012).add("document:///it", whole.clone());
    let registry = registry.and_then(|registry| registry.prepare()).map_err(|error| error.to_string())?;
    let options = jsonschema::options().with_draft(Draft::Draft202012).with_registry(&registry);
    let (mut tally, mut all) = (Tally::default(), Vec::<(Body, Validator)>::new());
    for (at, body) in bodies.into_iter().enumerate() {
        match options.build(&json!({ "$ref": format!("document:///it#/bodies/{at}") })) {
            Ok(validator) => all.push((body, validator)),
            Err(error) => tally.left_out.push(format!("{}: {error}", body.id)),
        }
    }
    tally.bodies = all.len();
    if all.is_empty() {
        return Ok(tally);
    }
    let mut random = Random::new(seed);
    let mut left = count;
    while left > 0 {
        let instances = (0..left.min(20_000)).map(|at| {
            let (body, _) = &all[at % all.len()];
            (at % all.len(), grow::instance(whole, &body.schema, &mut random))
        });
        let instances: Vec<(usize, Value)> = instances.collect();
        left -= instances.len();
        let lines: String = instances.iter().map(|(at, value)| format!("{}\t{value}\n", all[*at].0.id)).collect();
        let said = ask(binary, folder, &lines)?;
        for ((at, value), said) in instances.iter().zip(said) {
            let (body, validator) = &all[*at];
            let valid = validator.is_valid(value);
            match said {
                b'v' if valid => tally.agreed[0] += 1,
                b'i' if !valid => tally.agreed[1] += 1,
                b'c' => tally.too_costly += 1,
                // An operation that another one has taken the name of, or whose body is no JSON alone.
                b'?' => {}
                said => tally.disagreed.push(format!("{} {} {value}", body.id, char::from(said))),
            }
        }
    }
    Ok(tally)
}

/// The verdicts of the emitted checks, a letter a line.
fn ask(binary: &Path, folder: &Path, lines: &str) -> Result<Vec<u8>, String> {
    let path = folder.join("lines.txt");
    let file = fs::write(&path, lines).and_then(|()| File::open(&path)).map_err(|error| error.to_string())?;
    let output =
        Command::new(binary).stdin(file).stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    if output.status.success() { Ok(output.stdout) } else { Err(format!("{}: {}", binary.display(), output.status)) }
}

/// The JSON bodies of a document's operations.
fn bodies(document: &Value) -> Vec<Body> {
    let mut found = Vec::new();
    let paths = document["paths"].as_object();
    for (path, item) in paths.into_iter().flatten() {
        for method in ["get", "put", "post", "delete", "options", "head", "patch", "trace"] {
            let operation = &item[method];
            let body = followed(document, &operation["requestBody"]);
            let Some(content) = body["content"].as_object() else { continue };
            let json = |name: &String| name.starts_with("application/json") || name.ends_with("+json");
            let [(name, media)] = content.iter().collect::<Vec<_>>()[..] else { continue };
            if json(name) && media.get("schema").is_some() {
                let id = operation["operationId"].as_str().map(str::to_owned);
                let id = id.unwrap_or_else(|| format!("{} {path}", method.to_ascii_uppercase()));
                found.push(Body { id, schema: media["schema"].clone() });
            }
        }
    }
    found
}

/// The value that a `$ref` leads to, or the value itself.
fn followed<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    let pointer = value["$ref"].as_str().and_then(|text| text.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}
