//! `chatCompletionRequestSystemMessageContentPart`

use gatewright_runtime::json::{Checked, Json};
use crate::apis::azure_openai::schemas;

/// Checks a value against `chatCompletionRequestSystemMessageContentPart`.
pub fn check(json: &mut Json<'_>) -> Checked {
    schemas::chat_completion_request_message_content_part_text::check(json)
}
