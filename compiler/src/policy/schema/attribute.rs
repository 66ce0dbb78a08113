//! Policies and their attributes, from the catalogue.

use serde_json::{Map, Value, json};

use super::reference;
use crate::policy::catalogue::{Attribute, AttributeKind, Entry};

/// The object of a policy, or the value that stands for it.
pub(super) fn policy(entry: &Entry) -> Value {
    let mut whole = attributes(entry.attributes);
    if let Some(Value::Object(properties)) = whole.get_mut("properties") {
        let id = json!({ "type": "string", "description": "the policy's own name" });
        properties.insert("id".to_owned(), id);
        let doc = "whether a stream is held back too, where an expression reads `response.body`; `false` unless said";
        let buffer = json!({ "type": "boolean", "description": doc });
        properties.entry("buffer").or_insert(buffer);
    }
    let scalar = entry.scalar.and_then(|name| entry.attributes.iter().find(|attribute| attribute.name == name));
    let mut schema = match scalar {
        Some(attribute) => json!({ "anyOf": [whole, kind(attribute.kind)] }),
        None => whole,
    };
    if let Value::Object(schema) = &mut schema {
        schema.insert("description".to_owned(), entry.doc.into());
    }
    schema
}

fn attributes(all: &'static [Attribute]) -> Value {
    let mut properties = Map::new();
    for attribute in all {
        let mut described = kind(attribute.kind);
        if let Value::Object(described) = &mut described {
            let default = attribute.default.map(|default| format!("; `{default}` unless said")).unwrap_or_default();
            described.insert("description".to_owned(), format!("{}{default}", attribute.doc).into());
        }
        properties.insert(attribute.name.to_owned(), described);
        if let Some(singular) = attribute.singular {
            let mut one = kind(AttributeKind::Text);
            if let Value::Object(one) = &mut one {
                one.insert("description".to_owned(), format!("one of `{}`", attribute.name).into());
            }
            properties.insert(singular.to_owned(), one);
        }
    }
    let needed = || all.iter().filter(|attribute| attribute.required);
    let required: Vec<&str> =
        needed().filter(|attribute| attribute.singular.is_none()).map(|attribute| attribute.name).collect();
    let mut schema =
        json!({ "type": "object", "properties": properties, "additionalProperties": false, "required": required });
    // A list that must be there may stand as one value.
    let either: Vec<Value> = needed()
        .filter_map(|attribute| {
            let singular = attribute.singular?;
            Some(json!({ "oneOf": [{ "required": [attribute.name] }, { "required": [singular] }] }))
        })
        .collect();
    if let (Value::Object(schema), false) = (&mut schema, either.is_empty()) {
        schema.insert("allOf".to_owned(), Value::Array(either));
    }
    schema
}

/// The object of a policy with policies of a section below it.
pub(super) fn around(entry: &Entry, section: &str) -> Value {
    let mut whole = policy(entry);
    if let Some(Value::Object(properties)) = whole.get_mut("properties") {
        let below = json!({
            "type": "array", "minItems": 1, "items": reference(&format!("{section}-policy")),
            "description": "the policies around which it stands",
        });
        properties.insert("do".to_owned(), below);
    }
    whole
}

/// What an attribute of this kind takes.
pub(super) fn kind(kind: AttributeKind) -> Value {
    let or_named = |own: Value| json!({ "anyOf": [own, reference("reference"), reference("expression")] });
    match kind {
        AttributeKind::Name | AttributeKind::Kept | AttributeKind::Count | AttributeKind::Header => reference("line"),
        AttributeKind::Template | AttributeKind::Url => reference("text"),
        AttributeKind::Text | AttributeKind::Lines | AttributeKind::Json => reference("text"),
        AttributeKind::Amount => json!({ "anyOf": [{ "type": "number", "exclusiveMinimum": 0 }, reference("text")] }),
        AttributeKind::Texts => json!({ "type": "array", "items": reference("text"), "minItems": 1 }),
        AttributeKind::Choice(choice) => {
            // A word that is a number may be written as one.
            let numbers = choice.words.iter().filter_map(|word| word.parse::<u64>().ok());
            let words = choice.words.iter().map(|word| json!(word)).chain(numbers.map(|number| json!(number)));
            let words = json!({ "enum": words.collect::<Vec<_>>() });
            if choice.computable { json!({ "anyOf": [words, reference("expression")] }) } else { words }
        }
        AttributeKind::Bool => or_named(json!({ "type": "boolean" })),
        AttributeKind::Integer => or_named(json!({ "type": "integer", "minimum": 0 })),
        AttributeKind::Number => or_named(json!({ "type": "number" })),
        AttributeKind::Variable => reference("scalar"),
        AttributeKind::Duration => json!({ "anyOf": [reference("duration"), reference("expression")] }),
        AttributeKind::Period => reference("duration"),
        AttributeKind::Size => reference("size"),
        AttributeKind::Backend => reference("backend-name"),
        AttributeKind::Group(row) => attributes(row.attributes),
        AttributeKind::Rows(row) => {
            let value = match row.attributes {
                [only] => {
                    let own = self::kind(only.kind);
                    let null = (!only.required).then(|| json!({ "type": "null" }));
                    let several: Vec<Value> = [own, attributes(row.attributes)].into_iter().chain(null).collect();
                    json!({ "anyOf": several })
                }
                several => attributes(several),
            };
            json!({ "type": "object", "additionalProperties": value })
        }
    }
}
