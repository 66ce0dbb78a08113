//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json, Member, Object, Text, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("both", |json| json.nullable(json::string)),
        optional("count", json::integer),
        optional("nothing", |json| json.text_if(&Text::ANY.min_length(2))),
        optional("share", json::number),
        optional("text", |json| json.text(&Text::ANY.max_length(3))),
        optional("unknown", |json| json.text_if(&Text::ANY.max_length(3))),
    ];
    json.object(&Object::of(MEMBERS))
}
