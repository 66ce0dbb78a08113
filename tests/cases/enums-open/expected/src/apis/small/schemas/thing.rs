//! `Thing`

use gatewright_runtime::json::{Checked, Json, Literal, Member, Object, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("size", |json| json.open_enumeration(&[Literal::String("small"), Literal::String("large")])),
    ];
    json.object(&Object::of(MEMBERS))
}
