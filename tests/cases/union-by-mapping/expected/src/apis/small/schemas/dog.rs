//! `Dog`

use gatewright_runtime::json::{Checked, Json, Member, Object, optional, required};

/// Checks a value against `Dog`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("bark", Json::string),
        required("pet", Json::string),
    ];
    json.object(&Object::of(MEMBERS))
}
