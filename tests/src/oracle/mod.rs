//! Emitted checks beside an independent validator: the same instances of a document's request bodies to both. The
//! document is read to the letter, with no repairs and closed unions.

mod grow;
mod modern;
mod mutate;
mod random;
mod text;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use gatewright::gateway::{Origin, Runtime};
use gatewright::{Compiled, Input, compile};
use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};

use crate::gateway::{example_of, scratch};
use crate::root;
use grow::Grower;
use mutate::mutate;
use random::Random;

/// How many bodies are compared with one crate: what an emitted crate of thousands costs to build is much.
const SLICE: usize = 300;

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

impl Tally {
    /// Takes in what came of another part of the document.
    fn add(&mut self, other: Self) {
        self.bodies += other.bodies;
        self.left_out.extend(other.left_out);
        self.agreed[0] += other.agreed[0];
        self.agreed[1] += other.agreed[1];
        self.too_costly += other.too_costly;
        self.disagreed.extend(other.disagreed);
    }
}

/// A request body: the operation's id, the media type, and the validator's form of the schema.
struct Body {
    id: String,
    media_type: String,
    schema: Value,
}

/// Compares about so many instances of a document's bodies, and at least twenty of each; the seed decides which.
///
/// # Errors
/// A sentence on what can't be compiled or built.
pub fn compare(name: &str, document: &Path, count: usize, seed: u64) -> Result<Tally, String> {
    let folder = scratch(&format!("oracle-{name}"));
    let (input, compiled) = compiled(name, &folder, document)?;
    let whole = published(&compiled)?;
    let all = bodies(&whole).len();
    if all <= SLICE {
        return of_crate(&input, &compiled, name, count, seed);
    }
    let mut tally = Tally::default();
    for (at, slice) in sliced(&whole).into_iter().enumerate() {
        let name = format!("{name}-{at}");
        let path = folder.join("slice.json");
        fs::write(&path, slice.to_string()).map_err(|error| error.to_string())?;
        let (input, compiled) = self::compiled(&name, &folder, &path)?;
        let share = count * bodies(&slice).len() / all;
        tally.add(of_crate(&input, &compiled, &name, share, seed + 1_000 * at as u64)?);
    }
    Ok(tally)
}

/// The gateway of a document, by the letter.
fn compiled(name: &str, folder: &Path, document: &Path) -> Result<(Input, Compiled), String> {
    let text = format!(
        "version: 1\nname: {name}\nrepairs: {{ disable: all }}\napis:\n  it:\n    spec: {}\n    path: /it\n    \
         validate: {{ unions: closed, enums: closed }}\n    backend: b\nbackends: {{ b: {{ url: 'http://127.0.0.1:1' }} }}\n",
        serde_json::to_string(&document.to_string_lossy()).map_err(|error| error.to_string())?
    );
    let gateway = folder.join("gateway.yaml");
    fs::write(&gateway, text).map_err(|error| error.to_string())?;
    let runtime = Runtime::From(Origin::Path(root().join("runtime").to_string_lossy().into_owned()));
    let input = Input { gateway, runtime: Some(runtime), ..Input::default() };
    let compiled = compile(&input).compiled.ok_or_else(|| format!("{name} doesn't compile"))?;
    Ok((input, compiled))
}

/// The description that a gateway gives of itself.
fn published(compiled: &Compiled) -> Result<Value, String> {
    let published = compiled.files.get("openapi/it.json").ok_or("there is no description")?;
    serde_json::from_str(published).map_err(|error| error.to_string())
}

/// The document with some of its paths at a time.
fn sliced(document: &Value) -> Vec<Value> {
    let mut slices = Vec::new();
    let mut paths = document["paths"].as_object().cloned().unwrap_or_default().into_iter().peekable();
    while paths.peek().is_some() {
        let mut slice = document.clone();
        slice["paths"] = json!({});
        let mut held = 0;
        while let Some((path, item)) = paths.next_if(|_| held < SLICE) {
            held +=
                item.as_object().map_or(0, |item| item.values().filter(|it| it.get("requestBody").is_some()).count());
            slice["paths"][&path] = item;
        }
        slices.push(slice);
    }
    slices
}

fn of_crate(input: &Input, compiled: &Compiled, name: &str, count: usize, seed: u64) -> Result<Tally, String> {
    let document = published(compiled)?;
    let bodies = bodies(&document);
    if bodies.is_empty() {
        return Ok(Tally::default());
    }
    let count = count.max(20 * bodies.len());
    let (bodies, whole) = modern::whole(&document, bodies);
    let source = include_str!("verdicts.txt").replace("CRATE", &name.replace('-', "_"));
    let binary = example_of(compiled, name, "verdicts", &source)?;
    let folder = input.gateway.parent().unwrap_or(Path::new(""));
    let tally = judged(&binary, folder, bodies, &whole, count, seed);
    // Each is large, and there may be many.
    fs::remove_file(&binary).map_err(|error| error.to_string())?;
    tally
}

/// An instance for a body: as the schema wants it, if some tries find one, or that with up to three places changed.
fn instance(document: &Value, schema: &Value, validator: &Validator, random: &mut Random) -> Value {
    let mut value = Value::Null;
    for rare in [4, 3, 8, 2, 12, 0, 0, 0] {
        value = Grower { document, random: &mut *random, rare }.grow(schema);
        if validator.is_valid(&value) {
            break;
        }
    }
    if random.once_in(2) {
        (0..=random.below(3)).for_each(|_| mutate(&mut value, random));
    }
    value
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
    let lines: String = bodies.iter().map(|body| format!("{}\t{}\tnull\n", body.id, body.media_type)).collect();
    // An operation that another one has taken the name of, or a body that is not checked as one value.
    let unknown = ask(binary, folder, &lines)?.into_iter().map(|said| said == b'?');
    for ((at, body), _) in bodies.into_iter().enumerate().zip(unknown).filter(|(_, unknown)| !unknown) {
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
            let (body, validator) = &all[at % all.len()];
            (at % all.len(), instance(whole, &body.schema, validator, &mut random))
        });
        let instances: Vec<(usize, Value)> = instances.collect();
        left -= instances.len();
        let line = |(at, value): &(usize, Value), random: &mut Random| {
            let body = &all[*at].0;
            format!("{}\t{}\t{}\n", body.id, body.media_type, text::written(value, random))
        };
        let lines: String = instances.iter().map(|instance| line(instance, &mut random)).collect();
        let said = ask(binary, folder, &lines)?;
        for ((at, value), said) in instances.iter().zip(said) {
            let (body, validator) = &all[*at];
            let valid = validator.is_valid(value);
            match said {
                b'v' if valid => tally.agreed[0] += 1,
                b'i' if !valid => tally.agreed[1] += 1,
                b'c' => tally.too_costly += 1,
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

/// What requests are told apart by: a path as [`route`] has it, a method and a media type.
type Route<'d> = (String, &'d str, &'d str);

/// The bodies of a document's operations, one for each media type. Operations on one route take what any of them does.
fn bodies(document: &Value) -> Vec<Body> {
    let mut routes: BTreeMap<Route<'_>, Vec<(String, &Value)>> = BTreeMap::new();
    let paths = document["paths"].as_object();
    for (path, item) in paths.into_iter().flatten() {
        for method in ["get", "put", "post", "delete", "options", "head", "patch", "trace"] {
            let Some(operation) = item.get(method) else { continue };
            let id = operation["operationId"].as_str().map(str::to_owned);
            let id = id.unwrap_or_else(|| format!("{} {path}", method.to_ascii_uppercase()));
            let content = &followed(document, &operation["requestBody"])["content"];
            for (media_type, media) in content.as_object().into_iter().flatten() {
                if let Some(schema) = media.get("schema") {
                    routes.entry((route(path), method, media_type)).or_default().push((id.clone(), schema));
                }
            }
        }
    }
    let mut found = Vec::new();
    for ((_, _, media_type), operations) in routes {
        let schemas: Vec<&Value> = operations.iter().map(|(_, schema)| *schema).collect();
        let schema = if let [schema] = schemas[..] { schema.clone() } else { json!({ "anyOf": schemas }) };
        let media_type = media_type.to_owned();
        let body = |(id, _)| Body { id, media_type: media_type.clone(), schema: schema.clone() };
        found.extend(operations.into_iter().map(body));
    }
    found
}

/// A path as far as requests are told apart by it.
fn route(path: &str) -> String {
    let path = path.split('#').next().unwrap_or_default();
    let parameter = |segment: &str| segment.starts_with('{') && segment.ends_with('}');
    let segments = path.split('/').map(|segment| if parameter(segment) { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// The value that a `$ref` leads to, or the value itself.
fn followed<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    let pointer = value["$ref"].as_str().and_then(|text| text.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}
