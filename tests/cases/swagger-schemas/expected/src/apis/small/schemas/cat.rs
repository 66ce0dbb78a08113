//! `Cat`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json, Member, Object, optional, required};
use crate::apis::small::schemas;

/// Checks a value against `Cat`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("kind", json::string),
        required("lives", json::integer),
        optional("owner", schemas::owner::check),
    ];
    json.object(&Object::of(MEMBERS))
}
