//! `Thing`

use gatewright_runtime::json::{self, Array, Checked, Json, Member, Object, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("a", json::string),
        optional("b", json::string),
        optional("c", |json| json.array(&Array::ANY)),
    ];
    json.object(&Object::of(MEMBERS))
}
