//! `chatCompletionRequestAssistantMessage`

use gatewright_runtime::json::{self, Array, ByType, Checked, Json, Literal, Member, Object, optional, required};
use crate::apis::azure_openai::schemas;

/// Checks a value against `chatCompletionRequestAssistantMessage`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("content", content),
        optional("function_call", |json| json.nullable(function_call)),
        optional("name", json::string),
        optional("refusal", |json| json.nullable(json::string)),
        required("role", |json| json.enumeration(&[Literal::String("assistant")])),
        optional("tool_calls", schemas::chat_completion_message_tool_calls::check),
    ];
    json.object(&Object::of(MEMBERS))
}

fn content(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        null: Some(json::null),
        string: Some(json::string),
        array: Some(|json| json.array(
            &Array::of(schemas::chat_completion_request_assistant_message_content_part::check).min_items(1),
        )),
        ..ByType::NONE
    })
}

fn function_call(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("arguments", json::string), required("name", json::string)];
    json.object(&Object::of(MEMBERS))
}
