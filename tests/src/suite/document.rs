//! Schemas of the suite as the bodies of an OpenAPI document's operations.

use serde_json::{Map, Value, json};

use super::Group;

/// A document of this version (`3.0.3`, `3.1.0`) with an operation for each group: `POST /{index}`.
///
/// A schema of the suite is a document of its own. In 3.1 an `$id` makes it one here too. In 3.0 there is none, so that
/// its references are written anew, to the component that it becomes.
#[must_use]
pub fn document<'g>(version: &str, groups: impl Iterator<Item = (usize, &'g Group)>) -> Value {
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for (index, group) in groups {
        let name = format!("S{index}");
        let mut schema = group.schema.clone();
        if version.starts_with("3.0") {
            move_references(&mut schema, &format!("#/components/schemas/{name}"));
        } else if let Some(object) = schema.as_object_mut()
            && !object.contains_key("$id")
        {
            object.insert("$id".to_owned(), format!("https://suite.example/{index}").into());
        }
        schemas.insert(name.clone(), schema);
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        let operation = json!({
            "operationId": format!("{}-{index}", group.file),
            "summary": group.description,
            "requestBody": { "required": true, "content": { "application/json": { "schema": schema } } },
            "responses": { "200": { "description": "It passed." } },
        });
        paths.insert(format!("/{index}"), json!({ "post": operation }));
    }
    json!({
        "openapi": version,
        "info": { "title": "The suite's schemas", "version": "1" },
        "servers": [{ "url": "http://127.0.0.1:1" }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

/// Puts a prefix before the pointers of a schema's references, wherever a schema may stand.
fn move_references(schema: &mut Value, prefix: &str) {
    let Some(object) = schema.as_object_mut() else { return };
    for (keyword, value) in object.iter_mut() {
        match (keyword.as_str(), value) {
            ("$ref", Value::String(text)) => {
                if let Some(pointer) = text.strip_prefix('#') {
                    *text = format!("{prefix}{pointer}");
                }
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(schemas)) => {
                schemas.iter_mut().for_each(|schema| move_references(schema, prefix));
            }
            ("properties" | "definitions", Value::Object(schemas)) => {
                schemas.values_mut().for_each(|schema| move_references(schema, prefix));
            }
            ("not" | "items" | "additionalProperties", schema) => move_references(schema, prefix),
            _ => {}
        }
    }
}
