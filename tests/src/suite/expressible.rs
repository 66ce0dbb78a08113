//! Which schemas of draft 4 an OpenAPI 3.0 document can hold.

use serde_json::Value;

/// The keywords of a Schema Object (OpenAPI 3.0.3 section 4.7.24) that hold no schema.
const PLAIN: &[&str] = &[
    "$ref",
    "default",
    "deprecated",
    "description",
    "enum",
    "example",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "required",
    "title",
    "uniqueItems",
];

/// Whether a schema of draft 4 uses nothing but what a Schema Object has. `definitions` hold what components would, and
/// a `$comment` says nothing.
#[must_use]
pub fn expressible(schema: &Value) -> bool {
    let Some(object) = schema.as_object() else { return false };
    let all = |value: &Value| value.as_array().is_some_and(|schemas| schemas.iter().all(expressible));
    let each = |value: &Value| value.as_object().is_some_and(|schemas| schemas.values().all(expressible));
    object.iter().all(|(keyword, value)| match keyword.as_str() {
        "$comment" => true,
        "$ref" => value.as_str().is_some_and(|text| text.starts_with('#')),
        "type" => value.as_str().is_some_and(|name| name != "null"),
        "allOf" | "anyOf" | "oneOf" => all(value),
        "not" | "items" => expressible(value),
        "properties" | "definitions" => each(value),
        "additionalProperties" => value.is_boolean() || expressible(value),
        keyword => PLAIN.contains(&keyword),
    })
}
