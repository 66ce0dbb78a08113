//! `cat`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json, Member, Object, optional};

/// Checks a value against `cat`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("kind", json::string),
        optional("lives", json::integer),
    ];
    json.object(&Object::of(MEMBERS))
}
