//! `Thing`

use gatewright_runtime::json::{Checked, Json, Member, Object, required};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("name", Json::string),
        required("phantom", Json::any),
    ];
    json.object(&Object::of(MEMBERS))
}
