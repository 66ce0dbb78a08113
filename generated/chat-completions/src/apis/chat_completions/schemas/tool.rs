//! `Tool`

use gatewright_runtime::json::{ByMember, Checked, Json, Unknown};
use crate::apis::chat_completions::schemas;

/// Checks a value against `Tool`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "type",
        branches: &[("custom", schemas::custom_tool::check), ("function", schemas::function_tool::check)],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
}
