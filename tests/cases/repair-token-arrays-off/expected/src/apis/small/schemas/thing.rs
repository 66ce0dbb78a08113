//! `Thing`

use gatewright_runtime::json::{self, Array, ByType, Checked, Json, Member, Object, required};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("input", input)];
    json.object(&Object::of(MEMBERS))
}

fn input(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        string: Some(json::string),
        array: Some(|json| json.array(&Array::of(json::string))),
        ..ByType::NONE
    })
}
