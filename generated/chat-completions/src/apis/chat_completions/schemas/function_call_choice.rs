//! `FunctionCallChoice`

use gatewright_runtime::json::{ByType, Checked, Json, Literal};
use crate::apis::chat_completions::schemas;

/// Checks a value against `FunctionCallChoice`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        string: Some(|json| json.enumeration(&[Literal::String("none"), Literal::String("auto")])),
        object: Some(schemas::tool_name::check),
        ..ByType::NONE
    })
}
