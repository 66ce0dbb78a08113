//! `Cat`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, required};

/// Checks a value against `Cat`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("claws", json::integer), required("pet", json::string)];
    json.object(&Object::of(MEMBERS))
}
