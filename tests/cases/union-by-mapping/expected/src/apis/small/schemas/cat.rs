//! `Cat`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json, Member, Object, required};

/// Checks a value against `Cat`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("claws", json::integer),
        required("pet", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}
