//! `Thing`

use gatewright_runtime::json::{Checked, Json, Literal, Member, Object, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("both", |json| json.enumeration(&[Literal::String("a")])),
        optional("constant", |json| json.enumeration(&[Literal::Number("5")])),
        optional("mixed", |json| json.enumeration(&[
            Literal::Number("1"),
            Literal::String("1"),
            Literal::Bool(true),
            Literal::Null,
            Literal::Json("[100]"), Literal::Json("{\"a\":0,\"b\":1}"),
        ])),
        optional("strings", |json| json.enumeration(&[Literal::String("b"), Literal::String("a")])),
        optional("within", |json| json.enumeration(&[Literal::String("a")])),
    ];
    json.object(&Object::of(MEMBERS))
}
