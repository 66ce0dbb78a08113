//! `AssistantMessage`

use gatewright_runtime::json::{self, Array, ByType, Checked, Json, Literal, Member, Object, optional, required};
use crate::apis::chat_completions::schemas;

/// Checks a value against `AssistantMessage`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("audio", |json| json.nullable(audio)),
        optional("content", content),
        optional("function_call", |json| json.nullable(schemas::called_function::check)),
        optional("name", json::string),
        optional("refusal", |json| json.nullable(json::string)),
        required("role", |json| json.enumeration(&[Literal::String("assistant")])),
        optional("tool_calls", |json| json.nullable(|json| json.array(&Array::of(schemas::tool_call::check)))),
    ];
    json.object(&Object::of(MEMBERS))
}

fn audio(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("id", json::string)];
    json.object(&Object::of(MEMBERS))
}

fn content(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        null: Some(json::null),
        string: Some(json::string),
        array: Some(|json| json.array(&Array::of(schemas::assistant_part::check).min_items(1))),
        ..ByType::NONE
    })
}
