//! `ToolMessage`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Object, required};
use crate::apis::chat_completions::schemas;

/// Checks a value against `ToolMessage`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("content", schemas::text_content::check),
        required("role", |json| json.enumeration(&[Literal::String("tool")])),
        required("tool_call_id", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}
