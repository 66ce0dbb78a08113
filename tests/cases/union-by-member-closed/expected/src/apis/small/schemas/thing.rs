//! `Thing`

use gatewright_runtime::json::{ByMember, Checked, Json, Literal, Member, Object, Unknown, required};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "kind",
        branches: &[("a", a), ("b", b)],
        unknown: Unknown::Refuse,
        ..ByMember::NONE
    })
}

fn a(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("kind", |json| json.enumeration(&[Literal::String("a")]))];
    json.object(&Object::of(MEMBERS))
}

fn b(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("kind", |json| json.enumeration(&[Literal::String("b")]))];
    json.object(&Object::of(MEMBERS))
}
