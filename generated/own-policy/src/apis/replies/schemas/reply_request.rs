//! `ReplyRequest`

use gatewright_runtime::json::{self, Checked, Json, Member, Numeric, Object, optional, required};

/// Checks a value against `ReplyRequest`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("model", json::string),
        required("prompt", json::string),
        optional("words", |json| json.number(&Numeric::INTEGER.at_least("1"))),
    ];
    json.object(&Object::of(MEMBERS))
}
