//! `Long`

use gatewright_runtime::json::{Checked, Json, Member, Numeric, Object, Text, optional, required};

/// Checks a value against `Long`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("kind", Json::string),
        required("length", |json| json.number(&Numeric::NUMBER)),
        optional("name", |json| json.text(&Text::ANY.max_length(9))),
    ];
    json.object(&Object::of(MEMBERS))
}
