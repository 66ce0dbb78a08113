//! `Kitten`

use gatewright_runtime::json::{self, Checked, Json, Member, Numeric, Object, Text, optional, required};

/// Checks a value against `Kitten`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("lives", json::integer),
        optional("name", |json| json.text(&Text::ANY.max_length(9))),
        required("petType", json::string),
        optional("weeks", |json| json.number(&Numeric::INTEGER.at_most("12"))),
    ];
    json.object(&Object::of(MEMBERS))
}
