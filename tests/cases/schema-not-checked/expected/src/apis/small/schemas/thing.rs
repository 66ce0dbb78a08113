//! `Thing`

use gatewright_runtime::json::{Array, Checked, Json, Member, Object, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("a", Json::string),
        optional("b", Json::string),
        optional("c", |json| json.array(&Array::ANY)),
    ];
    json.object(&Object::of(MEMBERS))
}
