//! `chatCompletionRequestUserMessageContentPart`

use gatewright_runtime::json::{ByMember, Checked, Json, Unknown};
use crate::apis::azure_openai::schemas;

/// Checks a value against `chatCompletionRequestUserMessageContentPart`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "type",
        branches: &[
            ("image_url", schemas::chat_completion_request_message_content_part_image::check),
            ("text", schemas::chat_completion_request_message_content_part_text::check),
        ],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
}
