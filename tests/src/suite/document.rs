//! Schemas of the suite as the bodies of an OpenAPI document's operations.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::Group;

/// The remote documents of the suite, as schemas that name themselves: what a server would give at `http://localhost:1234`.
/// One that names itself otherwise is known by both names.
#[must_use]
pub fn remotes(suite: &Path, draft: &str) -> Map<String, Value> {
    let folder = suite.join("remotes").join(draft);
    let mut found = Map::new();
    let mut folders = vec![folder.clone()];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(&current).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&path).expect("a file of the suite");
            let mut schema: Value = serde_json::from_str(&text).expect("a schema");
            let url = format!("http://localhost:1234/{draft}/{name}");
            let component = name.replace(['/', '.'], "-");
            match (schema["$id"].as_str().map(str::to_owned), schema.as_object_mut()) {
                (None, Some(object)) => drop(object.insert("$id".to_owned(), url.into())),
                (Some(own), _) if own != url => {
                    found.insert(format!("{component}-there"), json!({ "$id": url, "$ref": own }));
                }
                _ => {}
            }
            found.insert(component, schema);
        }
    }
    found
}

/// A document of this version (`3.0.3`, `3.1.0`) with an operation for each group: `POST /{index}`.
///
/// A schema of the suite is a document of its own. In 3.1 an `$id` makes it one here too. In 3.0 there is none, so that
/// its references are written anew, to the component that it becomes. The remote documents stand beside them.
#[must_use]
pub fn document<'g>(
    version: &str,
    groups: impl Iterator<Item = (usize, &'g Group)>,
    remotes: &Map<String, Value>,
) -> Value {
    let (mut paths, mut schemas) = (Map::new(), remotes.clone());
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
