//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json, Member, Object, optional, required};
use crate::apis::small::schemas;

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("", json::boolean),
        optional("$ref", json::string),
        required("@id", json::string),
        optional("A B", schemas::thing_fb8b::check),
        optional("a b", schemas::thing_5b2b::check),
        optional("default", json::string),
        required("größe", json::integer),
        optional("properties", properties),
        optional("quote\"and\\", json::string),
        optional("type", json::string),
        optional("x-note", json::string),
        optional("日本", schemas::u65e5_u672c::check),
    ];
    json.object(&Object::of(MEMBERS))
}

fn properties(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("properties", json::string)];
    json.object(&Object::of(MEMBERS))
}
