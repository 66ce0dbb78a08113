//! `Owner`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json, Literal, Member, Object, optional};

/// Checks a value against `Owner`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("name", |json| json.nullable(json::string)),
        optional("state", |json| json.open_enumeration(&[Literal::String("a")])),
    ];
    json.object(&Object::of(MEMBERS))
}
