//! `Thing`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.one_of(&[object, object_2])
}

fn object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("width", json::number)];
    json.object(&Object::of(MEMBERS))
}

fn object_2(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("height", json::number)];
    json.object(&Object::of(MEMBERS))
}
