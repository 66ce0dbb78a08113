//! `Tree`

use gatewright_runtime::json::{self, Array, Checked, Json, Member, Object, optional};
use crate::apis::small::schemas;

/// Checks a value against `Tree`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("children", |json| json.array(&Array::of(schemas::tree_ca70::check))),
        optional("name", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}
