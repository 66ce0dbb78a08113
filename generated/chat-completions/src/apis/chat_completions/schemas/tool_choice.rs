//! `ToolChoice`

use gatewright_runtime::json::{ByType, Checked, Json, Literal};
use crate::apis::chat_completions::schemas;

/// Checks a value against `ToolChoice`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        string: Some(|json| {
            json.enumeration(&[Literal::String("none"), Literal::String("auto"), Literal::String("required")])
        }),
        object: Some(schemas::named_tool_choice::check),
        ..ByType::NONE
    })
}
