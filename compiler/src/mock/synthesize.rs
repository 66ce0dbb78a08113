//! A value that a schema allows, made from its examples, constants and defaults where it has them.

mod scalar;

use serde_json::{Map, Value, json};

use super::document::Document;
use super::words;

/// How deep a value may become; schemas that lead back to themselves end before.
const DEPTH: usize = 24;
/// How many items an array gets at most, whatever `minItems` says.
const ITEMS: u64 = 64;

/// How much of what a schema allows goes into a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Only what must be there: a request that is easy to read.
    Required,
    /// Also plain optional members and counts, as real answers have them.
    Usual,
}

/// Makes values from the schemas of one document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Synthesizer<'d> {
    pub(super) document: &'d Document,
    pub(super) extent: Extent,
}

/// Where a value is made: the member's name and the references that led here.
#[derive(Clone, Debug, Default)]
struct Place<'s> {
    name: &'s str,
    trail: Vec<String>,
    depth: usize,
}

impl<'s> Place<'s> {
    fn below(&self, name: &'s str) -> Self {
        Self { name, trail: self.trail.clone(), depth: self.depth + 1 }
    }
}

impl Synthesizer<'_> {
    /// A value; `None` where every value would have to contain itself.
    pub(super) fn value(&self, schema: &Value) -> Option<Value> {
        self.make(schema, &Place::default())
    }

    fn make(&self, schema: &Value, place: &Place<'_>) -> Option<Value> {
        if place.depth > DEPTH {
            return None;
        }
        let mut place = place.clone();
        let mut flat = Map::new();
        self.flatten(schema, &mut flat, &mut place.trail)?;
        if let Some(said) = said(&flat) {
            return Some(said.clone());
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(Value::Array(branches)) = flat.remove(key) {
                return self.branch(&flat, &branches, &place);
            }
        }
        match kind(&flat) {
            Some("object") => self.object(&flat, &place),
            Some("array") => Some(self.array(&flat, &place)),
            Some("string") => Some(Value::String(scalar::string(&flat, place.name))),
            Some("integer") => Some(scalar::integer(&flat, place.name)),
            Some("number") => Some(scalar::number(&flat)),
            Some("boolean") => Some(Value::Bool(false)),
            Some("null") => Some(Value::Null),
            _ => Some(match words::known_string(place.name) {
                Some(text) => json!(text),
                None => json!({}),
            }),
        }
    }

    /// Brings a schema, what it refers to and its `allOf` into one; what stands nearer beats what is referred to.
    /// `None` where a reference leads back to itself or nowhere.
    fn flatten(&self, schema: &Value, flat: &mut Map<String, Value>, trail: &mut Vec<String>) -> Option<()> {
        let Some(schema) = schema.as_object() else { return Some(()) };
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            if trail.iter().any(|seen| seen == reference) {
                return None;
            }
            trail.push(reference.to_owned());
            self.flatten(self.document.target(reference)?, flat, trail)?;
        }
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.flatten(part, flat, trail)?;
        }
        for (key, value) in schema {
            match (key.as_str(), flat.get_mut(key), value) {
                ("$ref" | "allOf", _, _) => {}
                ("properties", Some(Value::Object(old)), Value::Object(new)) => old.extend(new.clone()),
                ("required", Some(Value::Array(old)), Value::Array(new)) => old.extend(new.iter().cloned()),
                _ => {
                    flat.insert(key.clone(), value.clone());
                }
            }
        }
        Some(())
    }

    /// The first branch that gives something other than null; in a request a person's turn before a system's.
    fn branch(&self, rest: &Map<String, Value>, branches: &[Value], place: &Place<'_>) -> Option<Value> {
        let mut made = branches.iter().filter_map(|branch| {
            let whole = json!({ "allOf": [rest, branch] });
            self.make(&whole, place).filter(|value| !value.is_null())
        });
        if self.extent == Extent::Usual {
            return made.next().or(Some(Value::Null));
        }
        let made: Vec<Value> = made.collect();
        let spoken = made.iter().position(|value| value.get("role").is_some_and(|role| role == "user"));
        made.into_iter().nth(spoken.unwrap_or(0)).or(Some(Value::Null))
    }

    fn object(&self, schema: &Map<String, Value>, place: &Place<'_>) -> Option<Value> {
        let mut object = Map::new();
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let properties = schema.get("properties").and_then(Value::as_object);
        for name in &required {
            let declared = properties.and_then(|properties| properties.get(*name));
            let value = match declared {
                Some(declared) if self.better_null(declared, name) => Value::Null,
                Some(declared) => self.make(declared, &place.below(name))?,
                None => json!(words::known_string(name).unwrap_or(name)),
            };
            object.insert((*name).to_owned(), value);
        }
        if self.extent == Extent::Usual {
            for (name, declared) in properties.into_iter().flatten() {
                if !required.contains(&name.as_str())
                    && self.is_usual(declared, name)
                    && let Some(value) = self.make(declared, &place.below(name))
                {
                    object.insert(name.clone(), value);
                }
            }
        }
        let mut value = Value::Object(object);
        scalar::add_up(&mut value);
        Some(value)
    }

    /// Whether an answer would rather leave a required member null: it may, and nothing usual goes there.
    fn better_null(&self, schema: &Value, name: &str) -> bool {
        let mut flat = Map::new();
        self.extent == Extent::Usual
            && self.flatten(schema, &mut flat, &mut Vec::new()).is_some()
            && nullable(&flat)
            && said(&flat).is_none()
            && words::known_string(name).is_none_or(|_| kind(&flat) != Some("string"))
    }

    /// Whether answers usually have an optional member: a plain value or a set of counts. Arrays and other objects are
    /// mostly alternatives to something else that is there.
    fn is_usual(&self, schema: &Value, name: &str) -> bool {
        let mut flat = Map::new();
        if self.flatten(schema, &mut flat, &mut Vec::new()).is_none() || flat.get("deprecated") == Some(&json!(true)) {
            return false;
        }
        if nullable(&flat) {
            return kind(&flat) == Some("string") && words::known_string(name) == Some(words::SENTENCE);
        }
        match kind(&flat) {
            Some("object") => {
                let properties = flat.get("properties").and_then(Value::as_object);
                let mut required = flat.get("required").and_then(Value::as_array).into_iter().flatten().peekable();
                required.peek().is_some()
                    && required.all(|name| {
                        let declared = name.as_str().and_then(|name| properties?.get(name));
                        declared.is_some_and(|declared| declared.get("type") == Some(&json!("integer")))
                    })
            }
            Some("string" | "integer" | "number" | "boolean") => true,
            _ => false,
        }
    }

    fn array(&self, schema: &Map<String, Value>, place: &Place<'_>) -> Value {
        let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
        let most = bound("maxItems").unwrap_or(ITEMS).min(ITEMS);
        let count = bound("minItems").unwrap_or(0).max(1).min(most);
        let item = match schema.get("items") {
            Some(items) => self.make(items, &place.below(place.name)),
            None => Some(json!("mock")),
        };
        Value::Array(item.map(|item| (0..count).map(|_| item.clone()).collect()).unwrap_or_default())
    }
}

/// What a schema itself says its value could be.
fn said(schema: &Map<String, Value>) -> Option<&Value> {
    let first = |key: &str| schema.get(key).and_then(Value::as_array).and_then(|values| values.iter().find(usable));
    fn usable(value: &&Value) -> bool {
        !value.is_null() && *value != ""
    }
    let one = |key: &str| schema.get(key).filter(usable);
    one("const")
        .or_else(|| one("example"))
        .or_else(|| first("examples"))
        .or_else(|| one("default"))
        .or_else(|| first("enum"))
}

/// The type of the value to make, inferred where the schema does not say.
fn kind(schema: &Map<String, Value>) -> Option<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => Some(name),
        Some(Value::Array(names)) => {
            let mut names = names.iter().filter_map(Value::as_str);
            names.clone().find(|name| *name != "null").or_else(|| names.next())
        }
        _ if schema.contains_key("properties") || schema.contains_key("required") => Some("object"),
        _ if schema.contains_key("items") => Some("array"),
        _ if ["pattern", "minLength", "maxLength", "format"].iter().any(|key| schema.contains_key(*key)) => {
            Some("string")
        }
        _ => None,
    }
}

fn nullable(schema: &Map<String, Value>) -> bool {
    schema.get("nullable") == Some(&json!(true))
        || schema.get("type").and_then(Value::as_array).is_some_and(|names| names.contains(&json!("null")))
        || ["oneOf", "anyOf"].iter().any(|key| {
            let branches = schema.get(*key).and_then(Value::as_array);
            branches.is_some_and(|branches| branches.iter().any(|branch| branch.get("type") == Some(&json!("null"))))
        })
}
