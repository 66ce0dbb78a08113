//! `Thing`

use gatewright_runtime::json::{self, Array, Checked, Contains, Json, Literal, Member, Object, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("old", |json| json.array(&Array::of(json::boolean).prefix(&[json::string]))),
        optional("pair", |json| json.array(&Array::of(json::never).prefix(&[json::string, json::integer]))),
        optional("some", |json| json.array(&Array::ANY
            .contains(Contains::of(|json| json.enumeration(&[Literal::Number("1")])).min(2).max(3)))),
    ];
    json.object(&Object::of(MEMBERS))
}
