//! `Long`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, Text, optional, required};

/// Checks a value against `Long`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("kind", json::string),
        required("length", json::number),
        optional("name", |json| json.text(&Text::ANY.max_length(9))),
    ];
    json.object(&Object::of(MEMBERS))
}
