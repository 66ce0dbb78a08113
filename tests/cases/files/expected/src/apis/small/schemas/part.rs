//! `Part`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json, Member, Object, optional};
use crate::apis::small::schemas;

/// Checks a value against `Part`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("of", schemas::thing::check),
        optional("size", json::integer),
    ];
    json.object(&Object::of(MEMBERS))
}
