//! `SystemMessage`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Object, optional, required};
use crate::apis::chat_completions::schemas;

/// Checks a value against `SystemMessage`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("content", schemas::text_content::check),
        optional("name", json::string),
        required("role", |json| json.enumeration(&[Literal::String("system")])),
    ];
    json.object(&Object::of(MEMBERS))
}
