//! `Thing`

use gatewright_runtime::json::{Checked, Json, Member, Object, Text, optional};
use crate::apis::small::schemas;

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("name", schemas::name::check),
        optional("short", |json| json.text(&Text::ANY.min_length(1).max_length(8))),
    ];
    json.object(&Object::of(MEMBERS))
}
