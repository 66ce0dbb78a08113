//! `chatCompletionRequestFunctionMessage`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Object, required};

/// Checks a value against `chatCompletionRequestFunctionMessage`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("content", |json| json.nullable(json::string)),
        required("name", json::string),
        required("role", |json| json.enumeration(&[Literal::String("function")])),
    ];
    json.object(&Object::of(MEMBERS))
}
