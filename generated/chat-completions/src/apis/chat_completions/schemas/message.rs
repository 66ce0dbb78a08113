//! `Message`

use gatewright_runtime::json::{ByMember, Checked, Json, Unknown};
use crate::apis::chat_completions::schemas;

/// Checks a value against `Message`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "role",
        branches: &[
            ("assistant", schemas::assistant_message::check),
            ("developer", schemas::developer_message::check),
            ("function", schemas::function_message::check),
            ("system", schemas::system_message::check),
            ("tool", schemas::tool_message::check),
            ("user", schemas::user_message::check),
        ],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
}
