//! `FunctionToolCall`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Object, required};
use crate::apis::chat_completions::schemas;

/// Checks a value against `FunctionToolCall`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("function", schemas::called_function::check),
        required("id", json::string),
        required("type", |json| json.enumeration(&[Literal::String("function")])),
    ];
    json.object(&Object::of(MEMBERS))
}
