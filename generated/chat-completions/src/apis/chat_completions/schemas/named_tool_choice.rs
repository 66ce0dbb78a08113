//! `NamedToolChoice`

use gatewright_runtime::json::{ByMember, Checked, Json, Unknown};
use crate::apis::chat_completions::schemas;

/// Checks a value against `NamedToolChoice`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "type",
        branches: &[
            ("allowed_tools", schemas::allowed_tools_choice::check),
            ("custom", schemas::custom_tool_choice::check),
            ("function", schemas::function_tool_choice::check),
        ],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
}
