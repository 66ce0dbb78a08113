//! `Thing`

use gatewright_runtime::json::{self, ByType, Checked, Json, Member, Object, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("either", |json| json.by_type(&ByType {
            null: Some(json::null),
            number: Some(json::number),
            string: Some(json::string),
            ..ByType::NONE
        })),
        optional("other", |json| json.nullable(other)),
    ];
    json.object(&Object::of(MEMBERS))
}

fn other(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("name", json::string)];
    json.object(&Object::of(MEMBERS))
}
