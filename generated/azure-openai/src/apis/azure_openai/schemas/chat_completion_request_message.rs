//! `chatCompletionRequestMessage`

use gatewright_runtime::json::{ByMember, Checked, Json, Unknown};
use crate::apis::azure_openai::schemas;

/// Checks a value against `chatCompletionRequestMessage`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "role",
        branches: &[
            ("assistant", schemas::chat_completion_request_assistant_message::check),
            ("function", schemas::chat_completion_request_function_message::check),
            ("system", schemas::chat_completion_request_system_message::check),
            ("tool", schemas::chat_completion_request_tool_message::check),
            ("user", schemas::chat_completion_request_user_message::check),
        ],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
}
