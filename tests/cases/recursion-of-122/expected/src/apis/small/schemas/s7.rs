//! `S7`

use gatewright_runtime::json::{ByType, Checked, Json, Member, Object, Text, optional};
use crate::apis::small::schemas;

/// Checks a value against `S7`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("far", far), optional("next", schemas::s8::check)];
    json.object(&Object::of(MEMBERS))
}

fn far(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        string: Some(|json| json.text(&Text::ANY.max_length(8))),
        object: Some(schemas::s52::check),
        ..ByType::NONE
    })
}
