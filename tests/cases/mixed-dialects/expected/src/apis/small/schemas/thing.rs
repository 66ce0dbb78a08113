//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json, Literal, Member, Numeric, Object, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("bound_above", |json| json.number(&Numeric::NUMBER.above("1"))),
        optional("bound_below", |json| json.number(&Numeric::NUMBER.below("9"))),
        optional("file", json::string),
        optional("flag_above", |json| json.number(&Numeric::NUMBER.above("1"))),
        optional("flag_below", |json| json.number(&Numeric::NUMBER.below("9"))),
        optional("flag_off", |json| json.number(&Numeric::NUMBER.at_least("1"))),
        optional("nullable_here", |json| json.nullable(json::string)),
        optional("one_of_one", |json| json.enumeration(&[Literal::String("fixed")])),
        optional("one_value", |json| json.enumeration(&[Literal::String("fixed")])),
        optional("typed_twice", |json| json.nullable(json::string)),
    ];
    json.object(&Object::of(MEMBERS))
}
