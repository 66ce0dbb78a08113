//! `thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{Array, Checked, Json, Member, Object, optional, required};
use crate::apis::small::schemas;

/// Checks a value against `thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("more", schemas::thing::check),
        required("name", json::string),
        optional("parts", |json| json.array(&Array::of(schemas::part::check))),
        optional("property", property),
    ];
    json.object(&Object::of(MEMBERS))
}

fn property(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("example", json::string),
        optional("x-note", schemas::note::check),
    ];
    json.object(&Object::of(MEMBERS))
}
