//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{Array, ByType, Checked, Json, Member, Object, Text, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("both", |json| json.nullable(json::string)),
        optional("count", json::integer),
        optional("nothing", nothing),
        optional("share", json::number),
        optional("text", |json| json.text(&Text::ANY.max_length(3))),
        optional("unknown", unknown),
    ];
    json.object(&Object::of(MEMBERS))
}

fn nothing(json: &mut Json<'_>) -> Checked {
    json.by_type(
        &ByType {
            null: Some(json::null),
            boolean: Some(json::boolean),
            number: Some(json::number),
            string: Some(|json| json.text(&Text::ANY.min_length(2))),
            array: Some(|json| json.array(&Array::ANY)),
            object: Some(|json| json.object(&Object::ANY)),
        },
    )
}

fn unknown(json: &mut Json<'_>) -> Checked {
    json.by_type(
        &ByType {
            null: Some(json::null),
            boolean: Some(json::boolean),
            number: Some(json::number),
            string: Some(|json| json.text(&Text::ANY.max_length(3))),
            array: Some(|json| json.array(&Array::ANY)),
            object: Some(|json| json.object(&Object::ANY)),
        },
    )
}
