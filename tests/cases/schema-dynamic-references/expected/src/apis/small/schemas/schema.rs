//! `schema`

use gatewright_runtime::json::{self, Array, ByType, Checked, Json, Member, Numeric, Object, Others, optional};
use crate::apis::small::schemas;

/// Checks a value against `schema`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType { boolean: Some(json::boolean), object: Some(object), ..ByType::NONE })
}

fn object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("$comment", json::string),
        optional("$id", json::string),
        optional("$ref", json::string),
        optional("$schema", json::string),
        optional("additionalItems", schemas::schema::check),
        optional("additionalProperties", schemas::schema::check),
        optional("allOf", |json| json.array(&Array::of(schemas::schema::check).min_items(1))),
        optional("anyOf", |json| json.array(&Array::of(schemas::schema::check).min_items(1))),
        optional("contains", schemas::schema::check),
        optional("contentEncoding", json::string),
        optional("contentMediaType", json::string),
        optional("definitions", |json| json.object(&Object::ANY.others(Others::Check(schemas::schema::check)))),
        optional(
            "dependencies",
            |json| json.object(&Object::ANY.others(Others::Check(schemas::schema_or_names::check))),
        ),
        optional("description", json::string),
        optional("else", schemas::schema::check),
        optional("enum", |json| json.array(&Array::ANY)),
        optional("examples", |json| json.array(&Array::ANY)),
        optional("exclusiveMaximum", json::number),
        optional("exclusiveMinimum", json::number),
        optional("format", json::string),
        optional("if", schemas::schema::check),
        optional("items", |json| json.by_type(&ByType {
            boolean: Some(schemas::schema::check),
            array: Some(schemas::schema_array::check),
            object: Some(schemas::schema::check),
            ..ByType::NONE
        })),
        optional("maxItems", |json| json.number(&Numeric::INTEGER.at_least("0"))),
        optional("maxLength", |json| json.number(&Numeric::INTEGER.at_least("0"))),
        optional("maxProperties", |json| json.number(&Numeric::INTEGER.at_least("0"))),
        optional("maximum", json::number),
        optional("minItems", |json| json.number(&Numeric::INTEGER.at_least("0"))),
        optional("minLength", |json| json.number(&Numeric::INTEGER.at_least("0"))),
        optional("minProperties", |json| json.number(&Numeric::INTEGER.at_least("0"))),
        optional("minimum", json::number),
        optional("multipleOf", |json| json.number(&Numeric::NUMBER.above("0"))),
        optional("not", schemas::schema::check),
        optional("oneOf", |json| json.array(&Array::of(schemas::schema::check).min_items(1))),
        optional("pattern", json::string),
        optional("patternProperties", |json| json.object(&Object::ANY.others(Others::Check(schemas::schema::check)))),
        optional("properties", |json| json.object(&Object::ANY.others(Others::Check(schemas::schema::check)))),
        optional("propertyNames", schemas::schema::check),
        optional("readOnly", json::boolean),
        optional("required", |json| json.array(&Array::of(json::string).unique_items())),
        optional("then", schemas::schema::check),
        optional("title", json::string),
        optional("type", object_type_),
        optional("uniqueItems", json::boolean),
        optional("writeOnly", json::boolean),
    ];
    json.object(&Object::of(MEMBERS))
}

fn object_type_(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        string: Some(schemas::simple_types::check),
        array: Some(|json| json.array(&Array::of(schemas::simple_types::check).min_items(1).unique_items())),
        ..ByType::NONE
    })
}
