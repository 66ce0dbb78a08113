//! Small schemas and what is made of them.

use serde_json::{Value, json};

use super::super::document::Document;
use super::super::synthesize::{Extent, Synthesizer};

fn made(schema: &Value, extent: Extent) -> Option<Value> {
    let document = Document::of(json!({
        "components": { "schemas": {
            "Node": { "type": "object", "required": ["name"], "properties": {
                "name": { "type": "string" },
                "next": { "$ref": "#/components/schemas/Node" },
                "children": { "type": "array", "items": { "$ref": "#/components/schemas/Node" } } } },
            "Tree": { "type": "object", "required": ["children"], "properties": {
                "children": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } } } },
            "Endless": { "type": "object", "required": ["own"], "properties": {
                "own": { "$ref": "#/components/schemas/Endless" } } },
            "Base": { "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } } },
        } }
    }));
    Synthesizer { document: &document, extent }.value(schema)
}

#[test]
fn required() {
    let cases = [
        (json!({ "type": "string" }), json!("mock")),
        (json!({ "type": "string", "minLength": 6 }), json!("mockxx")),
        (json!({ "type": "string", "maxLength": 2 }), json!("mo")),
        (json!({ "type": "string", "format": "date" }), json!("2026-01-01")),
        (json!({ "type": "string", "pattern": "^[0-9]{4}$" }), json!("0000")),
        (json!({ "type": "string", "enum": [null, "a", "b"] }), json!("a")),
        (json!({ "type": "string", "default": "d" }), json!("d")),
        (json!({ "type": "string", "example": "e", "default": "d" }), json!("e")),
        (json!({ "const": 7 }), json!(7)),
        (json!({ "type": ["null", "integer"], "minimum": 3 }), json!(3)),
        (json!({ "type": "integer", "minimum": 3, "exclusiveMinimum": true }), json!(4)),
        (json!({ "type": "integer", "exclusiveMinimum": 3 }), json!(4)),
        (json!({ "type": "integer", "maximum": -2 }), json!(-2)),
        (json!({ "type": "integer", "minimum": 5, "multipleOf": 4 }), json!(8)),
        (json!({ "type": "number", "maximum": 0.25 }), json!(0.25)),
        (json!({ "type": "boolean" }), json!(false)),
        (json!({ "type": "null" }), json!(null)),
        (json!({ "type": "array", "minItems": 2, "items": { "type": "boolean" } }), json!([false, false])),
        (json!({ "type": "array", "maxItems": 0, "items": { "type": "boolean" } }), json!([])),
        (json!({ "oneOf": [{ "type": "null" }, { "type": "boolean" }] }), json!(false)),
        (json!({ "$ref": "#/components/schemas/Node" }), json!({ "name": "name" })),
        (json!({ "$ref": "#/components/schemas/Tree" }), json!({ "children": [] })),
        (
            json!({ "allOf": [{ "$ref": "#/components/schemas/Base" }, { "required": ["on"], "properties": {
                "on": { "type": "boolean" }, "kind": { "const": "x" } } }] }),
            json!({ "kind": "x", "on": false }),
        ),
        (json!({ "type": "object", "required": ["undeclared"] }), json!({ "undeclared": "undeclared" })),
        (
            json!({ "type": "object", "properties": { "a": { "type": "string" } }, "oneOf": [{ "required": ["a"] }] }),
            json!({ "a": "a" }),
        ),
        (json!({ "oneOf": [{ "$ref": "#/components/schemas/Endless" }, { "type": "boolean" }] }), json!(false)),
    ];
    for (schema, value) in cases {
        assert_eq!(made(&schema, Extent::Required), Some(value), "{schema}");
    }
    assert_eq!(made(&json!({ "$ref": "#/components/schemas/Endless" }), Extent::Required), None);
}

#[test]
fn usual() {
    let schema = json!({ "type": "object", "required": ["content", "refusal"], "properties": {
        "content": { "type": "string", "nullable": true },
        "refusal": { "type": ["string", "null"] },
        "note": { "type": "string" },
        "old": { "type": "string", "deprecated": true },
        "tools": { "type": "array", "items": { "type": "string" } },
        "alternative": { "type": "object", "properties": { "x": { "type": "string" } } },
        "usage": { "type": "object", "required": ["in_tokens", "total_tokens"], "properties": {
            "in_tokens": { "type": "integer" }, "total_tokens": { "type": "integer" } } },
    } });
    let expected = json!({
        "content": super::super::words::SENTENCE,
        "refusal": null,
        "note": "note",
        "usage": { "in_tokens": 8, "total_tokens": 8 },
    });
    assert_eq!(made(&schema, Extent::Usual), Some(expected));
}
