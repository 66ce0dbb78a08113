//! `Thing`

use gatewright_runtime::json::{Checked, Json, Member, Numeric, Object, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.one_of(&[object, object_2])
}

fn object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("width", |json| json.number(&Numeric::NUMBER)),
    ];
    json.object(&Object::of(MEMBERS))
}

fn object_2(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("height", |json| json.number(&Numeric::NUMBER)),
    ];
    json.object(&Object::of(MEMBERS))
}
