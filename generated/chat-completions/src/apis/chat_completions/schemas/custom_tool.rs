//! `CustomTool`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Object, optional, required};

/// Checks a value against `CustomTool`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("custom", custom),
        required("type", |json| json.enumeration(&[Literal::String("custom")])),
    ];
    json.object(&Object::of(MEMBERS))
}

fn custom(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("description", json::string),
        optional("format", |json| json.object(&Object::ANY)),
        required("name", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}
