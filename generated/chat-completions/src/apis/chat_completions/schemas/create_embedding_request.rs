//! `CreateEmbeddingRequest`

use gatewright_runtime::json;
use gatewright_runtime::json::{
    Array, ByType, Checked, Json, Literal, Member, Numeric, Object, Text, optional, required,
};

/// Checks a value against `CreateEmbeddingRequest`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("dimensions", |json| json.number(&Numeric::INTEGER.at_least("1"))),
        optional("encoding_format", |json| json.enumeration(&[Literal::String("float"), Literal::String("base64")])),
        required("input", input),
        required("model", json::string),
        optional("user", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}

fn input(json: &mut Json<'_>) -> Checked {
    json.by_type(
        &ByType { string: Some(|json| json.text(&Text::ANY.min_length(1))), array: Some(input_array), ..ByType::NONE },
    )
}

fn input_array(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(input_array_item).min_items(1).max_items(2048))
}

fn input_array_item(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        number: Some(json::integer),
        string: Some(|json| json.text(&Text::ANY.min_length(1))),
        array: Some(|json| json.array(&Array::of(json::integer).min_items(1))),
        ..ByType::NONE
    })
}
