//! The JSON Schema of the gateway file: the format for what stands around policies, the catalogue for the policies, and the
//! names of one project as completions.

mod around;
mod attribute;

use serde_json::{Map, Value, json};

use super::catalogue::{ENTRIES, Entry, Form};
use super::format;
use super::model::SectionKind;
use around::Definitions;

/// Names of a project that an editor should offer.
#[derive(Debug, Default)]
pub struct Names {
    /// The named values.
    pub named_values: Vec<String>,
    /// The backends; where there are none, any name is taken.
    pub backends: Vec<String>,
    /// The products; where there are none, any name is taken.
    pub products: Vec<String>,
    /// The models; where there are none, any name is taken.
    pub models: Vec<String>,
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
    /// Its operations, each with a line about it; where there are none, any is taken.
    pub operations: Vec<(String, String)>,
    /// The tags of its operations.
    pub tags: Vec<String>,
    /// The parameters of its operations.
    pub parameters: Vec<String>,
}

/// Where a policy of a fragment stands is for those to say who include it.
const FRAGMENT: &str = "fragment";

/// The schema (JSON Schema 2020-12) of the gateway file, with the names of a project.
#[must_use]
pub fn schema(names: &Names) -> Value {
    let mut definitions = Definitions::new(names);
    let entries: Vec<&'static Entry> = ENTRIES.iter().copied().chain(names.policies.iter().copied()).collect();
    for entry in entries.iter().filter(|entry| !holds(entry)) {
        definitions.put(format!("policy-{}", entry.name), attribute::policy(entry));
    }
    let sections = SectionKind::ALL.map(|kind| (kind.key(), Some(kind)));
    for (section, kind) in sections.into_iter().chain([(FRAGMENT, None)]) {
        let may_stand = |entry: &&'static Entry| kind.is_none_or(|kind| entry.sections.contains(&kind));
        let standing: Vec<&'static Entry> = entries.iter().copied().filter(may_stand).collect();
        definitions.put(format!("{section}-policy"), one_of_these(section, &standing));
        for entry in standing.iter().filter(|entry| entry.wraps || entry.form == Form::Loop) {
            definitions.put(format!("{section}-{}", entry.name), attribute::around(entry, section));
        }
        for entry in standing.iter().filter(|entry| entry.form == Form::Branches) {
            let branch = definitions.object(&format::BRANCH, section);
            let list = json!({ "type": "array", "description": entry.doc, "minItems": 1, "items": branch });
            definitions.put(format!("{section}-{}", entry.name), list);
        }
    }
    let mut whole = definitions.object(&format::GATEWAY, FRAGMENT);
    if let Value::Object(whole) = &mut whole {
        whole.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        whole.insert("title".to_owned(), "A Gatewright gateway file".into());
        whole.insert("$defs".to_owned(), Value::Object(definitions.into_map()));
    }
    let apis: Map<String, Value> = names.apis.iter().map(|api| (api.name.clone(), self::api(api))).collect();
    if let Some(Value::Object(known)) = whole.pointer_mut("/properties/apis") {
        known.insert("properties".to_owned(), Value::Object(apis));
    }
    whole
}

/// Whether policies of the same section stand below it.
fn holds(entry: &Entry) -> bool {
    entry.wraps || matches!(entry.form, Form::Branches | Form::Loop)
}

/// An object with the name of one of these policies.
fn one_of_these(section: &str, policies: &[&'static Entry]) -> Value {
    let mut properties = Map::new();
    for entry in policies {
        let definition = match holds(entry) {
            true => format!("{section}-{}", entry.name),
            false => format!("policy-{}", entry.name),
        };
        for name in std::iter::once(&entry.name).chain(entry.aliases) {
            properties.insert((*name).to_owned(), reference(&definition));
        }
    }
    json!({
        "type": "object", "properties": properties, "additionalProperties": false, "minProperties": 1,
        "maxProperties": 1,
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// An API of which the document is known: its operations by their ids or routes, its tags and its parameters.
fn api(api: &ApiNames) -> Value {
    let closed = |object: &'static format::Object, names: &[String]| {
        let properties: Map<String, Value> = names.iter().map(|name| (name.clone(), reference(object.path))).collect();
        json!({ "properties": properties, "additionalProperties": false })
    };
    let described = |(id, doc): &(String, String)| {
        let described = json!({ "$ref": format!("#/$defs/{}", format::OPERATION.path), "description": doc });
        (id.clone(), described)
    };
    let operations: Map<String, Value> = api.operations.iter().map(described).collect();
    let mut properties = Map::new();
    if !operations.is_empty() {
        let routes = json!({ "^[A-Za-z]+ /": true });
        let known = json!({ "properties": operations, "patternProperties": routes, "additionalProperties": false });
        properties.insert("operations".to_owned(), known);
        properties.insert("tags".to_owned(), closed(&format::TAG, &api.tags));
        properties.insert("parameters".to_owned(), closed(&format::PARAMETER, &api.parameters));
    }
    json!({ "anyOf": [{ "type": "string" }, { "$ref": format!("#/$defs/{}", format::API.path), "properties": properties }] })
}
