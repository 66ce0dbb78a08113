//! The JSON Schema of the gateway file: `base.json` for what stands around policies, the catalogue for the policies, and the
//! names of one project as completions.

use serde_json::{Map, Value, json};

use super::catalogue::{Attribute, AttributeKind, ENTRIES, Entry, Form, WHEN};
use super::model::SectionKind;

/// Names of a project that an editor should offer.
#[derive(Debug, Default)]
pub struct Names {
    /// The named values.
    pub named_values: Vec<String>,
    /// The backends; where there are none, any name is taken.
    pub backends: Vec<String>,
    /// The APIs.
    pub apis: Vec<ApiNames>,
    /// The policies of the user's own.
    pub policies: Vec<&'static Entry>,
}

/// Names of an API.
#[derive(Debug, Default)]
pub struct ApiNames {
    /// Its own name.
    pub name: String,
    /// Its operations, each with a line about it.
    pub operations: Vec<(String, String)>,
    /// The tags of its operations.
    pub tags: Vec<String>,
}

/// The schema (JSON Schema 2020-12) of the gateway file, with the names of a project.
#[must_use]
pub fn schema(names: &Names) -> Value {
    // The file is part of this crate, and a test reads it.
    let mut schema: Value = serde_json::from_str(include_str!("base.json")).unwrap_or_default();
    let mut defs = Map::new();
    let entries: Vec<&'static Entry> = ENTRIES.iter().copied().chain(names.policies.iter().copied()).collect();
    for entry in entries.iter().filter(|entry| !holds(entry)) {
        defs.insert(format!("policy-{}", entry.name), policy(entry, names));
    }
    let project = names;
    for kind in SectionKind::ALL {
        let may_stand = |entry: &&&Entry| entry.sections.contains(&kind);
        let names = |entry: &&'static Entry| {
            std::iter::once(entry.name)
                .chain(entry.aliases.iter().copied())
                .map(|name| (name, entry.name))
                .collect::<Vec<_>>()
        };
        let described = |(name, own): (&'static str, &'static str)| {
            let nested = ENTRIES.iter().any(|entry| entry.name == own && holds(entry));
            let of = if nested { format!("{}-{own}", kind.key()) } else { format!("policy-{own}") };
            (name.to_owned(), reference(&of))
        };
        let properties: Map<String, Value> = entries.iter().filter(may_stand).flat_map(names).map(described).collect();
        let one = json!({
            "type": "object", "properties": properties, "additionalProperties": false, "minProperties": 1,
            "maxProperties": 1,
        });
        defs.insert(format!("{}-policy", kind.key()), one);
        let list = json!({ "type": "array", "items": reference(&format!("{}-policy", kind.key())) });
        for entry in ENTRIES.iter().filter(|entry| holds(entry) && entry.sections.contains(&kind)) {
            let nested = match entry.form {
                Form::Loop => repeated(entry, project, &list),
                _ => branches(entry, &list),
            };
            defs.insert(format!("{}-{}", kind.key(), entry.name), nested);
        }
        let departing = json!({
            "type": "object",
            "properties": {
                "inherit": { "type": "boolean" },
                "without": { "type": "array", "items": { "type": "string" } },
                "replace": { "type": "object", "additionalProperties": reference(&format!("{}-policy", kind.key())) },
                "do": list,
            },
            "additionalProperties": false,
        });
        defs.insert(kind.key().to_owned(), json!({ "anyOf": [list, departing] }));
    }
    if !names.backends.is_empty() {
        defs.insert("backend-name".to_owned(), json!({ "enum": names.backends }));
    }
    if let Some(Value::Object(known)) = schema.get_mut("$defs") {
        known.extend(defs);
    }
    let apis: Map<String, Value> = names.apis.iter().map(|api| (api.name.clone(), self::api(api))).collect();
    if let Some(Value::Object(known)) = schema.pointer_mut("/properties/apis") {
        known.insert("properties".to_owned(), Value::Object(apis));
    }
    schema
}

/// Whether policies of the same section stand below it.
fn holds(entry: &Entry) -> bool {
    matches!(entry.form, Form::Branches | Form::Loop)
}

/// Attributes with policies below them.
fn repeated(entry: &Entry, names: &Names, policies: &Value) -> Value {
    let mut schema = policy(entry, names);
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert("do".to_owned(), policies.clone());
    }
    schema
}

/// A list of conditions with policies below them.
fn branches(entry: &Entry, policies: &Value) -> Value {
    let when = json!({ "anyOf": [{ "type": "boolean" }, { "type": "string" }], "description": WHEN.doc });
    json!({
        "type": "array",
        "description": entry.doc,
        "minItems": 1,
        "items": { "anyOf": [
            {
                "type": "object", "properties": { "when": when, "do": policies }, "required": ["when", "do"],
                "additionalProperties": false,
            },
            {
                "type": "object", "properties": { "otherwise": policies }, "required": ["otherwise"],
                "additionalProperties": false,
            },
        ] },
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// An API whose operations and tags are known. Other keys are taken too: an operation may be named by its route.
fn api(api: &ApiNames) -> Value {
    let operation = |(id, doc): &(String, String)| {
        let described = json!({ "$ref": "#/$defs/operation", "description": doc });
        (id.clone(), described)
    };
    let operations: Map<String, Value> = api.operations.iter().map(operation).collect();
    let tags: Map<String, Value> = api.tags.iter().map(|tag| (tag.clone(), reference("tag"))).collect();
    json!({
        "$ref": "#/$defs/api",
        "properties": { "operations": { "properties": operations }, "tags": { "properties": tags } },
    })
}

fn policy(entry: &Entry, names: &Names) -> Value {
    let mut whole = attributes(entry.attributes, names);
    if let Some(Value::Object(properties)) = whole.get_mut("properties") {
        let id = json!({ "type": "string", "description": "the policy's own name" });
        properties.insert("id".to_owned(), id);
    }
    let scalar = entry.scalar.and_then(|name| entry.attributes.iter().find(|attribute| attribute.name == name));
    let mut schema = match scalar {
        Some(attribute) => json!({ "anyOf": [whole, kind(attribute.kind, names)] }),
        None => whole,
    };
    if let Value::Object(schema) = &mut schema {
        schema.insert("description".to_owned(), entry.doc.into());
    }
    schema
}

fn attributes(all: &'static [Attribute], names: &Names) -> Value {
    let mut properties = Map::new();
    for attribute in all {
        let mut described = kind(attribute.kind, names);
        if let Value::Object(described) = &mut described {
            let default = attribute.default.map(|default| format!("; `{default}` unless said")).unwrap_or_default();
            described.insert("description".to_owned(), format!("{}{default}", attribute.doc).into());
        }
        properties.insert(attribute.name.to_owned(), described);
        if let Some(singular) = attribute.singular {
            let mut one = kind(AttributeKind::Text, names);
            if let Value::Object(one) = &mut one {
                one.insert("description".to_owned(), format!("one of `{}`", attribute.name).into());
            }
            properties.insert(singular.to_owned(), one);
        }
    }
    let required: Vec<&str> =
        all.iter().filter(|attribute| attribute.required).map(|attribute| attribute.name).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false, "required": required })
}

fn kind(kind: AttributeKind, names: &Names) -> Value {
    let or_named = |own: Value| json!({ "anyOf": [own, reference("reference"), reference("expression")] });
    match kind {
        AttributeKind::Name
        | AttributeKind::Kept
        | AttributeKind::Header
        | AttributeKind::Template
        | AttributeKind::Url => {
            json!({ "type": "string" })
        }
        AttributeKind::Text | AttributeKind::Lines | AttributeKind::Json => {
            let examples: Vec<String> = names.named_values.iter().map(|name| format!("{{{{{name}}}}}")).collect();
            if examples.is_empty() {
                json!({ "type": "string" })
            } else {
                json!({ "type": "string", "examples": examples })
            }
        }
        AttributeKind::Texts => json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 }),
        AttributeKind::Choice(choice) => json!({ "enum": choice.words }),
        AttributeKind::Bool => or_named(json!({ "type": "boolean" })),
        AttributeKind::Integer => or_named(json!({ "type": "integer", "minimum": 0 })),
        AttributeKind::Number => or_named(json!({ "type": "number" })),
        AttributeKind::Variable => json!({ "type": ["string", "number", "boolean"] }),
        AttributeKind::Duration => json!({ "anyOf": [reference("duration"), reference("expression")] }),
        AttributeKind::Period => reference("duration"),
        AttributeKind::Size => reference("size"),
        AttributeKind::Backend => reference("backend-name"),
        AttributeKind::Group(row) => attributes(row.attributes, names),
        AttributeKind::Rows(row) => {
            let value = match row.attributes {
                [only] => {
                    let own = self::kind(only.kind, names);
                    let null = (!only.required).then(|| json!({ "type": "null" }));
                    let several: Vec<Value> =
                        [own, attributes(row.attributes, names)].into_iter().chain(null).collect();
                    json!({ "anyOf": several })
                }
                several => attributes(several, names),
            };
            json!({ "type": "object", "additionalProperties": value })
        }
    }
}
