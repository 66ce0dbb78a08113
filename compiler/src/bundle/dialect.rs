//! The meta-schemas of JSON Schema, which documents refer to where a body holds a schema: what each keyword must be in
//! each draft, as a table, since nothing is fetched.

use std::fmt::Write as _;

/// A draft of JSON Schema, in the order of their years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Draft {
    V4,
    V6,
    V7,
    V2019,
    V2020,
}

use Draft::{V4, V6, V7, V2019, V2020};

/// The addresses of the meta-schemas, behind the scheme.
const ADDRESSES: &[(&str, Draft)] = &[
    ("//json-schema.org/draft-04/schema", V4),
    ("//json-schema.org/draft-06/schema", V6),
    ("//json-schema.org/draft-07/schema", V7),
    ("//json-schema.org/draft/2019-09/schema", V2019),
    ("//json-schema.org/draft/2020-12/schema", V2020),
];

/// What values of keywords must be, by the name of the rule.
const RULES: &[(&str, &str)] = &[
    ("boolean", r##"{ "type": "boolean" }"##),
    ("list", r##"{ "type": "array" }"##),
    ("nonNegativeInteger", r##"{ "type": "integer", "minimum": 0 }"##),
    ("nonNegativeIntegerDefault0", r##"{ "type": "integer", "minimum": 0 }"##),
    ("number", r##"{ "type": "number" }"##),
    ("positive", r##"{ "type": "number", "exclusiveMinimum": 0 }"##),
    ("positiveInteger", r##"{ "type": "integer", "minimum": 0 }"##),
    ("schema", r##"{ "$ref": "#" }"##),
    ("schemaArray", r##"{ "type": "array", "minItems": 1, "items": { "$ref": "#" } }"##),
    ("schemaOrBoolean", r##"{ "anyOf": [{ "type": "boolean" }, { "$ref": "#" }] }"##),
    ("schemaOrList", r##"{ "anyOf": [{ "$ref": "#" }, { "$ref": "#/definitions/schemaArray" }] }"##),
    ("schemaOrNames", r##"{ "anyOf": [{ "$ref": "#" }, { "$ref": "#/definitions/stringArray" }] }"##),
    ("schemas", r##"{ "type": "object", "additionalProperties": { "$ref": "#" } }"##),
    ("schemasOrNames", r##"{ "type": "object", "additionalProperties": { "$ref": "#/definitions/schemaOrNames" } }"##),
    ("simpleTypes", r##"{ "enum": ["array", "boolean", "integer", "null", "number", "object", "string"] }"##),
    ("someNames", r##"{ "type": "array", "minItems": 1, "uniqueItems": true, "items": { "type": "string" } }"##),
    ("someValues", r##"{ "type": "array", "minItems": 1, "uniqueItems": true }"##),
    ("string", r##"{ "type": "string" }"##),
    ("stringArray", r##"{ "type": "array", "uniqueItems": true, "items": { "type": "string" } }"##),
    ("stringLists", r##"{ "type": "object", "additionalProperties": { "$ref": "#/definitions/stringArray" } }"##),
    ("truths", r##"{ "type": "object", "additionalProperties": { "type": "boolean" } }"##),
    (
        "types",
        r##"{ "anyOf": [{ "$ref": "#/definitions/simpleTypes" }, { "type": "array", "minItems": 1, "uniqueItems": true, "items": { "$ref": "#/definitions/simpleTypes" } }] }"##,
    ),
];

/// A keyword, the rule for its value, and the drafts from which and to which this holds.
const KEYWORDS: &[(&str, &str, Draft, Draft)] = &[
    ("$anchor", "string", V2019, V2020),
    ("$comment", "string", V7, V2020),
    ("$defs", "schemas", V2019, V2020),
    ("$dynamicAnchor", "string", V2020, V2020),
    ("$dynamicRef", "string", V2020, V2020),
    ("$id", "string", V6, V2020),
    ("$recursiveAnchor", "boolean", V2019, V2019),
    ("$recursiveRef", "string", V2019, V2019),
    ("$ref", "string", V6, V2020),
    ("$schema", "string", V4, V2020),
    ("$vocabulary", "truths", V2019, V2020),
    ("additionalItems", "schemaOrBoolean", V4, V4),
    ("additionalItems", "schema", V6, V2019),
    ("additionalProperties", "schemaOrBoolean", V4, V4),
    ("additionalProperties", "schema", V6, V2020),
    ("allOf", "schemaArray", V4, V2020),
    ("anyOf", "schemaArray", V4, V2020),
    ("contains", "schema", V6, V2020),
    ("contentEncoding", "string", V7, V2020),
    ("contentMediaType", "string", V7, V2020),
    ("contentSchema", "schema", V2019, V2020),
    ("definitions", "schemas", V4, V2020),
    ("dependencies", "schemasOrNames", V4, V2020),
    ("dependentRequired", "stringLists", V2019, V2020),
    ("dependentSchemas", "schemas", V2019, V2020),
    ("deprecated", "boolean", V2019, V2020),
    ("description", "string", V4, V2020),
    ("else", "schema", V7, V2020),
    ("enum", "someValues", V4, V6),
    ("enum", "list", V7, V2020),
    ("examples", "list", V6, V2020),
    ("exclusiveMaximum", "boolean", V4, V4),
    ("exclusiveMaximum", "number", V6, V2020),
    ("exclusiveMinimum", "boolean", V4, V4),
    ("exclusiveMinimum", "number", V6, V2020),
    ("format", "string", V4, V2020),
    ("id", "string", V4, V4),
    ("if", "schema", V7, V2020),
    ("items", "schemaOrList", V4, V2019),
    ("items", "schema", V2020, V2020),
    ("maxContains", "nonNegativeInteger", V2019, V2020),
    ("maxItems", "nonNegativeInteger", V4, V2020),
    ("maxLength", "nonNegativeInteger", V4, V2020),
    ("maxProperties", "nonNegativeInteger", V4, V2020),
    ("maximum", "number", V4, V2020),
    ("minContains", "nonNegativeInteger", V2019, V2020),
    ("minItems", "nonNegativeInteger", V4, V2020),
    ("minLength", "nonNegativeInteger", V4, V2020),
    ("minProperties", "nonNegativeInteger", V4, V2020),
    ("minimum", "number", V4, V2020),
    ("multipleOf", "positive", V4, V2020),
    ("not", "schema", V4, V2020),
    ("oneOf", "schemaArray", V4, V2020),
    ("pattern", "string", V4, V2020),
    ("patternProperties", "schemas", V4, V2020),
    ("prefixItems", "schemaArray", V2020, V2020),
    ("properties", "schemas", V4, V2020),
    ("propertyNames", "schema", V6, V2020),
    ("readOnly", "boolean", V7, V2020),
    ("required", "someNames", V4, V4),
    ("required", "stringArray", V6, V2020),
    ("then", "schema", V7, V2020),
    ("title", "string", V4, V2020),
    ("type", "types", V4, V2020),
    ("unevaluatedItems", "schema", V2019, V2020),
    ("unevaluatedProperties", "schema", V2019, V2020),
    ("uniqueItems", "boolean", V4, V2020),
    ("writeOnly", "boolean", V7, V2020),
];

/// The meta-schema at an address and the pointer in it that a reference means, if it means one.
pub(super) fn known(reference: &str) -> Option<(&str, &str)> {
    let (address, pointer) = reference.split_once('#').unwrap_or((reference, ""));
    (text(address).is_some() && (pointer.is_empty() || pointer.starts_with('/'))).then_some((address, pointer))
}

/// The meta-schema at an address, as JSON.
pub(super) fn text(address: &str) -> Option<String> {
    let behind = address.strip_prefix("https:").or_else(|| address.strip_prefix("http:"))?;
    let (_, draft) = ADDRESSES.iter().find(|(known, _)| *known == behind)?;
    let types = if *draft == V4 { r#""object""# } else { r#"["object", "boolean"]"# };
    let mut text = format!("{{ \"type\": {types},\n  \"properties\": {{");
    let keywords = KEYWORDS.iter().filter(|(_, _, first, last)| (first..=last).contains(&draft));
    for (at, (keyword, rule, ..)) in keywords.enumerate() {
        let comma = if at == 0 { "" } else { "," };
        // Only what is long or recursive is referred to, lest each small rule become a file of the emitted crate.
        let rule = RULES.iter().find(|(name, _)| name == rule).map_or("true", |(_, rule)| rule);
        let _ = write!(text, "{comma}\n    \"{keyword}\": {rule}");
    }
    text.push_str(" },\n  \"definitions\": {");
    for (at, (name, rule)) in RULES.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(text, "{comma}\n    \"{name}\": {rule}");
    }
    text.push_str(" }\n}\n");
    Some(text)
}
