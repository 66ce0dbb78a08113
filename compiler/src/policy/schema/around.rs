//! What stands around policies, from the format.

use serde_json::{Map, Value, json};

use super::{Names, attribute, reference};
use crate::policy::catalogue::WHEN;
use crate::policy::format::{self, Among, Key, Object, Takes};
use crate::policy::model::SectionKind;
use crate::schema::REPAIRS;

/// The schemas that others refer to.
pub(super) struct Definitions {
    all: Map<String, Value>,
}

impl Definitions {
    /// Those of values, and of the sections.
    pub(super) fn new(names: &Names) -> Self {
        let listed = |known: Vec<&str>| {
            if known.is_empty() { json!({ "type": "string" }) } else { json!({ "enum": known }) }
        };
        let repairs: Vec<&str> = REPAIRS.iter().flat_map(|(_, name, code)| [*name, code.name()]).collect();
        let named: Vec<String> = names.named_values.iter().map(|name| format!("{{{{{name}}}}}")).collect();
        let all = [
            ("line", json!({ "type": "string", "minLength": 1 })),
            ("text", json!({ "type": "string", "examples": named })),
            ("duration", json!({ "type": "string", "pattern": "^[0-9]+(ms|s|m|h|d)$" })),
            ("size", json!({ "type": "string", "pattern": "^[0-9]+(B|KB|MB|GB|KiB|MiB|GiB)$" })),
            ("scalar", json!({ "type": ["string", "number", "boolean"] })),
            ("reference", json!({ "type": "string", "pattern": "^\\{\\{[^}]+\\}\\}$", "examples": named })),
            ("expression", json!({ "type": "string", "pattern": "^\\$\\{.+\\}$" })),
            ("condition", condition()),
            ("repair", json!({ "enum": repairs })),
            ("backend-name", listed(names.backends.iter().map(String::as_str).collect())),
            ("product-name", listed(names.products.iter().map(String::as_str).collect())),
            ("model-name", listed(names.models.iter().map(String::as_str).collect())),
            ("api-name", listed(names.apis.iter().map(|api| api.name.as_str()).collect())),
        ];
        let all = all.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
        let mut definitions = Self { all };
        for kind in SectionKind::ALL {
            let list = json!({ "type": "array", "items": reference(&format!("{}-policy", kind.key())) });
            let departing = definitions.object(&format::SECTION, kind.key());
            definitions.put(kind.key().to_owned(), json!({ "anyOf": [list, departing] }));
        }
        definitions
    }

    /// Adds one.
    pub(super) fn put(&mut self, name: String, schema: Value) {
        self.all.insert(name, schema);
    }

    /// All of them.
    pub(super) fn into_map(self) -> Map<String, Value> {
        self.all
    }

    /// An object, whose policies are those of this section.
    pub(super) fn object(&mut self, object: &'static Object, section: &str) -> Value {
        let mut properties = Map::new();
        for key in object.keys {
            properties.insert(key.name.to_owned(), self.key(key, section));
        }
        let required: Vec<&str> = object.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
        let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
        if let Value::Object(schema) = &mut schema {
            if !required.is_empty() {
                schema.insert("required".to_owned(), json!(required));
            }
            if object.some {
                schema.insert("minProperties".to_owned(), 1.into());
            }
            if !object.needs.is_empty() {
                let needs = object.needs.iter().map(|(key, other)| ((*key).to_owned(), json!([other])));
                schema.insert("dependentRequired".to_owned(), Value::Object(needs.collect()));
            }
            if !object.choices.is_empty() {
                schema.insert("allOf".to_owned(), object.choices.iter().map(among).collect());
            }
        }
        schema
    }

    fn key(&mut self, key: &Key, section: &str) -> Value {
        let mut schema = self.takes(key.takes, section);
        if let Value::Object(schema) = &mut schema {
            schema.insert("description".to_owned(), key.doc.into());
        }
        schema
    }

    fn takes(&mut self, takes: Takes, section: &str) -> Value {
        match takes {
            Takes::One => json!({ "const": 1 }),
            Takes::Line => reference("line"),
            Takes::Text => reference("text"),
            Takes::Boolean => json!({ "type": "boolean" }),
            Takes::Count(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
            Takes::Scalar => reference("scalar"),
            Takes::Default => {
                json!({ "anyOf": [reference("scalar"), { "type": "array", "items": { "type": "string" } }] })
            }
            Takes::Duration => reference("duration"),
            Takes::Size => reference("size"),
            Takes::Word(words) => json!({ "enum": words }),
            Takes::Repair => reference("repair"),
            Takes::Backend => reference("backend-name"),
            Takes::Api => reference("api-name"),
            Takes::Product => reference("product-name"),
            Takes::Model => reference("model-name"),
            Takes::Condition => reference("condition"),
            Takes::Policy => reference(&format!("{section}-policy")),
            Takes::Section(kind) => reference(kind.key()),
            Takes::When => attribute::kind(WHEN.kind),
            Takes::Object(object) => {
                if !self.all.contains_key(object.path) {
                    let schema = self.object(object, section);
                    self.put(object.path.to_owned(), schema);
                }
                reference(object.path)
            }
            Takes::Map(each) => json!({ "type": "object", "additionalProperties": self.takes(*each, section) }),
            Takes::Some(each) => {
                json!({ "type": "object", "additionalProperties": self.takes(*each, section), "minProperties": 1 })
            }
            Takes::List(each, least) => {
                json!({ "type": "array", "items": self.takes(*each, section), "minItems": least })
            }
            Takes::Either(several) => {
                let several: Vec<Value> = several.iter().map(|one| self.takes(*one, section)).collect();
                json!({ "anyOf": several })
            }
        }
    }
}

/// A status, a range of them, or what kept an answer from coming.
fn condition() -> Value {
    json!({ "anyOf": [
        { "type": "integer", "minimum": 200, "maximum": 599 },
        { "type": "string", "pattern": "^[2-5][0-9][0-9]( *- *[2-5][0-9][0-9])?$" },
        { "enum": ["connect", "timeout"] },
    ] })
}

/// At most one of some keys, or exactly one.
fn among(among: &Among) -> Value {
    let stands = |key: &&str| json!({ "required": [key] });
    let mut one: Vec<Value> = among.keys.iter().map(stands).collect();
    if !among.needed {
        one.push(json!({ "not": { "anyOf": one } }));
    }
    json!({ "oneOf": one })
}
