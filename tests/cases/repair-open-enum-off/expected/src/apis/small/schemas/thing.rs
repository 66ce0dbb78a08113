//! `Thing`

use gatewright_runtime::json::{Checked, Json, Literal, Member, Object, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("model", |json| json.enumeration(&[Literal::String("one"), Literal::String("two")])),
    ];
    json.object(&Object::of(MEMBERS))
}
