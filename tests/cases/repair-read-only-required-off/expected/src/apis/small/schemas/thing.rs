//! `Thing`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, required};
use crate::apis::small::schemas;

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("id", schemas::id::check),
        required("made", json::integer),
        required("name", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}
