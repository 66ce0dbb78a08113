//! `Thing`

use gatewright_runtime::json::{self, ByMember, Checked, Json, Literal, Member, Numeric, Object, Unknown, required};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "kind",
        branches: &[("circle", circle), ("disc", circle), ("square", square)],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
}

fn circle(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("kind", |json| json.enumeration(&[Literal::String("circle"), Literal::String("disc")])),
        required("radius", json::number),
    ];
    json.object(&Object::of(MEMBERS))
}

fn square(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("kind", |json| json.enumeration(&[Literal::String("square")])),
        required("side", |json| json.number(&Numeric::NUMBER.above("0"))),
    ];
    json.object(&Object::of(MEMBERS))
}
