//! `CustomToolCall`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Object, required};

/// Checks a value against `CustomToolCall`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("custom", custom),
        required("id", json::string),
        required("type", |json| json.enumeration(&[Literal::String("custom")])),
    ];
    json.object(&Object::of(MEMBERS))
}

fn custom(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("input", json::string), required("name", json::string)];
    json.object(&Object::of(MEMBERS))
}
