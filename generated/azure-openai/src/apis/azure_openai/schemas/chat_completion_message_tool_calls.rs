//! `chatCompletionMessageToolCalls`

use gatewright_runtime::json::{Array, Checked, Json};
use crate::apis::azure_openai::schemas;

/// Checks a value against `chatCompletionMessageToolCalls`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(schemas::chat_completion_message_tool_call::check))
}
