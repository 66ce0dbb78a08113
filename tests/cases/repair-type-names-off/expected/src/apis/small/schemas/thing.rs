//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json, Member, Object, Text, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("both", json::any),
        optional("count", json::any),
        optional("nothing", |json| json.text_if(&Text::ANY.min_length(2))),
        optional("share", json::any),
        optional("text", |json| json.text_if(&Text::ANY.max_length(3))),
        optional("unknown", |json| json.text_if(&Text::ANY.max_length(3))),
    ];
    json.object_if(&Object::of(MEMBERS))
}
