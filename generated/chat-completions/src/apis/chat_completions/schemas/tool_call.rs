//! `ToolCall`

use gatewright_runtime::json::{ByMember, Checked, Json, Unknown};
use crate::apis::chat_completions::schemas;

/// Checks a value against `ToolCall`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "type",
        branches: &[("custom", schemas::custom_tool_call::check), ("function", schemas::function_tool_call::check)],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
}
