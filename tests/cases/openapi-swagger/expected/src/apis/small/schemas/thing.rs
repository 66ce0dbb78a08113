//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json, Member, Object, Text, optional, required};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("name", |json| json.text(&Text::ANY.max_length(5))),
        optional("note", |json| json.nullable(json::string)),
    ];
    json.object(&Object::of(MEMBERS))
}
