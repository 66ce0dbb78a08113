//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{ByType, Checked, Json, Literal, Member, Object, optional, required};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("format", format)];
    json.object(&Object::of(MEMBERS))
}

fn format(json: &mut Json<'_>) -> Checked {
    json.by_type(
        &ByType {
            string: Some(|json| json.enumeration(&[Literal::String("auto")])),
            object: Some(format_object),
            ..ByType::NONE
        },
    )
}

fn format_object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("kind", json::string)];
    json.object(&Object::of(MEMBERS))
}
