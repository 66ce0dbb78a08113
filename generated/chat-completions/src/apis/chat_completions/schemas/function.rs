//! `Function`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, optional, required};

/// Checks a value against `Function`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("description", json::string),
        required("name", json::string),
        optional("parameters", |json| json.object(&Object::ANY)),
        optional("strict", |json| json.nullable(json::boolean)),
    ];
    json.object(&Object::of(MEMBERS))
}
