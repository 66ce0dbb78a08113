//! `Thing`

use gatewright_runtime::json::{Checked, Json, Literal, Member, Numeric, Object, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("exact", |json| json.enumeration(&[Literal::Number("12345678901234567890123")])),
        optional(
            "seed",
            |json| json.number(&Numeric::INTEGER.at_least("-9223372036854776000").at_most("9223372036854776000")),
        ),
        optional("small", |json| json.number(&Numeric::NUMBER.above(
            "0.0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001",
        ))),
        optional("steps", |json| json.number(&Numeric::NUMBER.multiple_of("0.0000001"))),
        optional("wide", |json| json.number(&Numeric::INTEGER.at_most("340282366920938463463374607431768211456"))),
    ];
    json.object(&Object::of(MEMBERS))
}
