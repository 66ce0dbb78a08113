//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json, Literal, Member, Object, optional, required};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("format", format)];
    json.object(&Object::of(MEMBERS))
}

fn format(json: &mut Json<'_>) -> Checked {
    json.any_of(&[|json| json.enumeration(&[Literal::String("auto")]), format_option])
}

fn format_option(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("kind", json::string)];
    json.object_if(&Object::of(MEMBERS))
}
