//! `RefusalPart`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Object, required};

/// Checks a value against `RefusalPart`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("refusal", json::string),
        required("type", |json| json.enumeration(&[Literal::String("refusal")])),
    ];
    json.object(&Object::of(MEMBERS))
}
