//! `Thing`

use gatewright_runtime::json::{Checked, Json, Member, Object, optional};
use crate::apis::small::schemas;

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("name", schemas::name::check),
        optional("short", schemas::name::check),
    ];
    json.object(&Object::of(MEMBERS))
}
