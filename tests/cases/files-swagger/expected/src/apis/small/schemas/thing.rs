//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json, Member, Object, optional, required};
use crate::apis::small::schemas;

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("more", schemas::thing::check),
        required("name", |json| json.nullable(json::string)),
    ];
    json.object(&Object::of(MEMBERS))
}
