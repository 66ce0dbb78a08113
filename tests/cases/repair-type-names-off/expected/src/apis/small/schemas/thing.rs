//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{Array, ByType, Checked, Json, Member, Object, Text, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_type(
        &ByType {
            null: Some(json::null),
            boolean: Some(json::boolean),
            number: Some(json::number),
            string: Some(json::string),
            array: Some(|json| json.array(&Array::ANY)),
            object: Some(object),
        },
    )
}

fn object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("both", json::any),
        optional("count", json::any),
        optional("nothing", object_nothing),
        optional("share", json::any),
        optional("text", object_text),
        optional("unknown", object_unknown),
    ];
    json.object(&Object::of(MEMBERS))
}

fn object_nothing(json: &mut Json<'_>) -> Checked {
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

fn object_text(json: &mut Json<'_>) -> Checked {
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

fn object_unknown(json: &mut Json<'_>) -> Checked {
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
