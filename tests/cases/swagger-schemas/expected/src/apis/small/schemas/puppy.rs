//! `Puppy`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json, Member, Object, optional, required};
use crate::apis::small::schemas;

/// Checks a value against `Puppy`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("bark", json::boolean),
        required("kind", json::string),
        optional("owner", schemas::owner::check),
        optional("weeks", json::integer),
    ];
    json.object(&Object::of(MEMBERS))
}
