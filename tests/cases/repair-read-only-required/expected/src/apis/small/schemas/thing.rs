//! `Thing`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, optional, required};
use crate::apis::small::schemas;

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("id", schemas::id::check),
        optional("made", json::integer),
        required("name", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}
