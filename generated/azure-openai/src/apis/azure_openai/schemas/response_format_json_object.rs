//! `ResponseFormatJsonObject`

use gatewright_runtime::json::{Checked, Json, Literal, Member, Object, required};

/// Checks a value against `ResponseFormatJsonObject`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("type", |json| json.enumeration(&[Literal::String("json_object")]))];
    json.object(&Object::of(MEMBERS))
}
