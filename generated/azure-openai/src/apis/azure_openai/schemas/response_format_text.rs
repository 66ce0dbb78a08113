//! `ResponseFormatText`

use gatewright_runtime::json::{Checked, Json, Literal, Member, Object, required};

/// Checks a value against `ResponseFormatText`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("type", |json| json.enumeration(&[Literal::String("text")]))];
    json.object(&Object::of(MEMBERS))
}
