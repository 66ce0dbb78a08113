//! `chatCompletionMessageToolCall`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, required};
use crate::apis::azure_openai::schemas;

/// Checks a value against `chatCompletionMessageToolCall`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("function", function),
        required("id", json::string),
        required("type", schemas::tool_call_type::check),
    ];
    json.object(&Object::of(MEMBERS))
}

fn function(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("arguments", json::string), required("name", json::string)];
    json.object(&Object::of(MEMBERS))
}
