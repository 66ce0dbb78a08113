//! `Dog`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, optional, required};

/// Checks a value against `Dog`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("bark", json::string), required("pet", json::string)];
    json.object(&Object::of(MEMBERS))
}
