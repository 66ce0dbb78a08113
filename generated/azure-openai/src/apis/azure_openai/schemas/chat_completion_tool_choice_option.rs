//! `chatCompletionToolChoiceOption`

use gatewright_runtime::json::{ByType, Checked, Json, Literal};
use crate::apis::azure_openai::schemas;

/// Checks a value against `chatCompletionToolChoiceOption`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        string: Some(|json| {
            json.enumeration(&[Literal::String("none"), Literal::String("auto"), Literal::String("required")])
        }),
        object: Some(schemas::chat_completion_named_tool_choice::check),
        ..ByType::NONE
    })
}
