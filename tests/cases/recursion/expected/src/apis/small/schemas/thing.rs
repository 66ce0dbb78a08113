//! `Thing`

use gatewright_runtime::json::{Array, Checked, Json, Member, Object, optional};
use crate::apis::small::schemas;

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("children", |json| json.array(&Array::of(schemas::thing::check))),
        optional("self", schemas::loop_::check),
    ];
    json.object(&Object::of(MEMBERS))
}
