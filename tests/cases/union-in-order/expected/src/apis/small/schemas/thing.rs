//! `Thing`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, required};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.any_of(&[object, object_2])
}

fn object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("a", json::string)];
    json.object(&Object::of(MEMBERS))
}

fn object_2(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("b", json::string)];
    json.object(&Object::of(MEMBERS))
}
