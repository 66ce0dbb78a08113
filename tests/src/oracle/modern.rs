//! Schemas of OpenAPI in the terms of JSON Schema 2020-12, by the letter. What the gateway adds to it by design is
//! written out: the ranges of `int32` and `int64`, and a `discriminator` that maps values to schemas. A schema with such
//! a discriminator and no union is a base, which stands for its descendants wherever it is not a part of one.

use serde_json::{Map, Value, json};

use super::Body;

/// Where components begin.
const COMPONENTS: &str = "#/components/schemas/";

/// What a schema's reading depends on.
#[derive(Clone, Copy)]
struct Dialect<'d> {
    /// Whether it is OpenAPI 3.0: what stands beside a `$ref` is ignored, and read-only members are required of answers.
    lone: bool,
    /// The document as it was.
    document: &'d Value,
    /// Read-only members that a schema around declares for the same value.
    read_only: &'d [String],
    /// The names of the bases.
    bases: &'d [String],
    /// The component around that a `$recursiveRef` means (draft 2019-09).
    around: Option<&'d str>,
}

/// The bodies and the document, whose `bodies` are the same in the same order, and whose `own` are the bases as parts.
pub(super) fn whole(document: &Value, bodies: Vec<Body>) -> (Vec<Body>, Value) {
    let components = document.pointer("/components/schemas").and_then(Value::as_object).cloned().unwrap_or_default();
    let names = components.iter().filter(|(_, schema)| is_base(schema)).map(|(name, _)| name.clone());
    let bases: Vec<String> = names.collect();
    let lone = document["openapi"].as_str().is_some_and(|version| version.starts_with("3.0"));
    let dialect = Dialect { lone, document, read_only: &[], bases: &bases, around: None };
    let bodies = bodies.into_iter().map(|body| Body { schema: modern(&body.schema, &dialect), ..body });
    let bodies: Vec<Body> = bodies.collect();
    let mut whole = document.clone();
    let mut own = Map::new();
    for (name, schema) in components {
        let around = (schema["$recursiveAnchor"] == true).then_some(name.as_str());
        let new = modern(&schema, &Dialect { around, ..dialect });
        whole["components"]["schemas"][&name] = if bases.contains(&name) {
            own.insert(name.clone(), new);
            descendants(&name, &schema)
        } else {
            new
        };
    }
    for part in whole["x-files"].as_object_mut().into_iter().flat_map(|parts| parts.values_mut()) {
        *part = modern(part, &dialect);
    }
    whole["own"] = own.into();
    whole["bodies"] = bodies.iter().map(|body| body.schema.clone()).collect();
    (bodies, whole)
}

fn is_base(schema: &Value) -> bool {
    let union = schema.get("oneOf").is_some() || schema.get("anyOf").is_some();
    schema["discriminator"]["mapping"].is_object() && !union
}

/// What a base stands for: the schema that its member names, and without one the base itself.
fn descendants(base: &str, schema: &Value) -> Value {
    let (name, mapping) = (&schema["discriminator"]["propertyName"], &schema["discriminator"]["mapping"]);
    let own = json!({ "$ref": format!("#/own/{base}") });
    let mapping: Vec<(&String, &str)> =
        mapping.as_object().into_iter().flatten().map(|(value, to)| (value, to.as_str().unwrap_or_default())).collect();
    let values: Vec<&String> = mapping.iter().map(|(value, _)| *value).collect();
    let named = |rule: Value| json!({ name.as_str().unwrap_or_default(): rule });
    let mut all = vec![
        json!({ "type": "object" }),
        json!({ "if": { "required": [name] }, "then": { "properties": named(json!({ "enum": values })) }, "else": own }),
    ];
    for (value, target) in mapping {
        let target = component(target);
        let then = if target == format!("{COMPONENTS}{base}") { own.clone() } else { json!({ "$ref": target }) };
        all.push(json!({
            "if": { "required": [name], "properties": named(json!({ "const": value })) }, "then": then
        }));
    }
    json!({ "allOf": all })
}

/// The target of a mapping, which may be a bare name.
fn component(target: &str) -> String {
    if target.contains(['#', '/']) { target.to_owned() } else { format!("{COMPONENTS}{target}") }
}

/// A base as a part of another schema is the base itself.
fn part(schema: &Value, dialect: &Dialect<'_>) -> Value {
    let base = schema["$ref"].as_str().and_then(|text| text.strip_prefix(COMPONENTS));
    match base.filter(|name| dialect.bases.iter().any(|base| base == name)) {
        Some(name) => json!({ "$ref": format!("#/own/{name}") }),
        None => modern(schema, dialect),
    }
}

/// The branches of a union that are all descendants of one base: the base's mapping says which value of its member means
/// which of them.
fn descending(branches: &Value, dialect: &Dialect<'_>) -> Option<Value> {
    let branch = |branch: &Value| {
        let reference = branch["$ref"].as_str()?;
        let target = dialect.document.pointer(reference.strip_prefix('#')?)?;
        let bases = target["allOf"].as_array()?.iter().filter_map(|part| part["$ref"].as_str()?.strip_prefix('#'));
        let discriminator =
            bases.filter_map(|base| dialect.document.pointer(base)?.get("discriminator")).next_back()?;
        let mapping = discriminator["mapping"].as_object()?.iter();
        let own: Vec<&String> =
            mapping.filter(|(_, to)| to.as_str() == Some(reference)).map(|(value, _)| value).collect();
        let named = Map::from_iter([(discriminator["propertyName"].as_str()?.to_owned(), json!({ "enum": own }))]);
        (!own.is_empty()).then(|| json!({ "allOf": [modern(branch, dialect), { "properties": named }] }))
    };
    let branches = branches.as_array()?;
    branches.iter().map(branch).collect::<Option<Vec<Value>>>().map(Value::Array)
}

/// The members that a schema, with all that it is composed of, marks as read-only.
fn add_read_only(schema: &Value, document: &Value, depth: u32, names: &mut Vec<String>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let members = schema["properties"].as_object().into_iter().flatten();
    names.extend(members.filter(|(_, member)| is_read_only(member, document, depth)).map(|(name, _)| name.clone()));
    for part in schema["allOf"].as_array().into_iter().flatten().chain(target(schema, document)) {
        add_read_only(part, document, depth, names);
    }
}

fn is_read_only(schema: &Value, document: &Value, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let mut parts = schema["allOf"].as_array().into_iter().flatten().chain(target(schema, document));
    schema["readOnly"] == true || parts.any(|part| is_read_only(part, document, depth))
}

fn target<'d>(schema: &Value, document: &'d Value) -> Option<&'d Value> {
    document.pointer(schema["$ref"].as_str()?.strip_prefix('#')?)
}

fn modern(schema: &Value, dialect: &Dialect<'_>) -> Value {
    let Some(object) = schema.as_object() else { return schema.clone() };
    if let Some(reference) = object.get("$ref").filter(|_| dialect.lone) {
        return json!({ "$ref": reference });
    }
    let mut read_only = if dialect.lone { dialect.read_only.to_vec() } else { Vec::new() };
    if dialect.lone {
        add_read_only(schema, dialect.document, 16, &mut read_only);
    }
    let parts = Dialect { read_only: &read_only, ..*dialect };
    let dialect = &Dialect { read_only: &[], ..*dialect };
    let mut new = Map::new();
    for (keyword, value) in object {
        let each = |value: &Value| match value {
            Value::Object(all) => all.iter().map(|(name, schema)| (name.clone(), modern(schema, dialect))).collect(),
            other => other.clone(),
        };
        let list = |value: &Value| match value {
            Value::Array(all) => all.iter().map(|schema| modern(schema, dialect)).collect(),
            other => other.clone(),
        };
        let value = match keyword.as_str() {
            "properties" | "patternProperties" | "$defs" | "dependentSchemas" => each(value),
            "allOf" => value.as_array().into_iter().flatten().map(|schema| part(schema, &parts)).collect(),
            "required" if value.is_array() => {
                let asked = |name: &&Value| !read_only.iter().any(|known| *name == known);
                value.as_array().into_iter().flatten().filter(asked).cloned().collect()
            }
            "anyOf" | "oneOf" => descending(value, dialect).unwrap_or_else(|| list(value)),
            "prefixItems" => list(value),
            "items"
            | "not"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "additionalProperties"
            | "propertyNames"
            | "unevaluatedProperties"
            | "unevaluatedItems" => modern(value, dialect),
            "required" if !value.is_array() => continue,
            "type" if value.is_null() => continue,
            "$recursiveRef" => {
                if let Some(name) = dialect.around {
                    new.insert("$ref".to_owned(), format!("{COMPONENTS}{name}").into());
                }
                continue;
            }
            "exclusiveMinimum" | "exclusiveMaximum" if value.is_boolean() => continue,
            "format" | "example" | "examples" | "default" | "discriminator" | "nullable" => continue,
            _ => value.clone(),
        };
        new.insert(keyword.clone(), value);
    }
    for (strict, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if object.get(strict) == Some(&Value::Bool(true))
            && let Some(limit) = new.remove(bound)
        {
            new.insert(strict.to_owned(), limit);
        }
    }
    if object.get("nullable") == Some(&Value::Bool(true))
        && let Some(Value::String(name)) = object.get("type")
    {
        new.insert("type".to_owned(), json!([name, "null"]));
    }
    let range = match object.get("format").and_then(Value::as_str) {
        Some("int32") => Some(json!({ "minimum": i32::MIN, "maximum": i32::MAX })),
        Some("int64") => Some(json!({ "minimum": i64::MIN, "maximum": i64::MAX })),
        _ => None,
    };
    if let Some(range) = range {
        new = Map::from_iter([("allOf".to_owned(), json!([new, range]))]);
    }
    Value::Object(mapped(object, new))
}

/// A union whose discriminator maps values is the schema that the value maps to.
fn mapped(object: &Map<String, Value>, mut new: Map<String, Value>) -> Map<String, Value> {
    let Some(discriminator) = object.get("discriminator") else { return new };
    let (Some(name), Some(mapping)) = (discriminator["propertyName"].as_str(), discriminator["mapping"].as_object())
    else {
        return new;
    };
    let union = new.remove("oneOf").or_else(|| new.remove("anyOf")).is_some();
    if !union {
        return new;
    }
    let values: Vec<&String> = mapping.keys().collect();
    let mut all = vec![json!({ "type": "object", "required": [name], "properties": { name: { "enum": values } } })];
    for (value, target) in mapping {
        let target = component(target.as_str().unwrap_or_default());
        all.push(json!({
            "if": { "required": [name], "properties": { name: { "const": value } } }, "then": { "$ref": target }
        }));
    }
    all.push(Value::Object(new));
    Map::from_iter([("allOf".to_owned(), Value::Array(all))])
}
