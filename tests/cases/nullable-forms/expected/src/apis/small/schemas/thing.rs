//! `Thing`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Numeric, Object, optional};
use crate::apis::small::schemas;

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("either", |json| json.nullable(json::boolean)),
        optional("list", |json| json.nullable(|json| json.number(&Numeric::INTEGER.at_least("0")))),
        optional("only", json::null),
        optional("ref", |json| json.nullable(schemas::other::check)),
        optional("three-oh", |json| json.nullable(json::string)),
        optional("value", |json| json.enumeration(&[Literal::String("a"), Literal::Null])),
    ];
    json.object(&Object::of(MEMBERS))
}
