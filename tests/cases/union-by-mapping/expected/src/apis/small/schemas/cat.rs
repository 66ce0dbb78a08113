//! `Cat`

use gatewright_runtime::json::{Checked, Json, Member, Object, required};

/// Checks a value against `Cat`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("claws", Json::integer),
        required("pet", Json::string),
    ];
    json.object(&Object::of(MEMBERS))
}
