//! `chatCompletionRequestUserMessage`

use gatewright_runtime::json::{self, Array, ByType, Checked, Json, Literal, Member, Object, optional, required};
use crate::apis::azure_openai::schemas;

/// Checks a value against `chatCompletionRequestUserMessage`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("content", content),
        optional("name", json::string),
        required("role", |json| json.enumeration(&[Literal::String("user")])),
    ];
    json.object(&Object::of(MEMBERS))
}

fn content(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        string: Some(json::string),
        array: Some(|json| {
            json.array(&Array::of(schemas::chat_completion_request_user_message_content_part::check).min_items(1))
        }),
        ..ByType::NONE
    })
}
