//! `Thing`

use gatewright_runtime::json::{Checked, Json, Member, Numeric, Object, Text, required};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("name", |json| json.text(&Text::ANY.min_length(2).max_length(8))),
        required("size", |json| json.number(&Numeric::INTEGER.at_least("1").at_most("5").multiple_of("2"))),
    ];
    json.object(&Object::of(MEMBERS))
}
