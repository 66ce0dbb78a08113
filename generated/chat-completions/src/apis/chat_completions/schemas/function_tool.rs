//! `FunctionTool`

use gatewright_runtime::json::{Checked, Json, Literal, Member, Object, required};
use crate::apis::chat_completions::schemas;

/// Checks a value against `FunctionTool`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("function", schemas::function::check),
        required("type", |json| json.enumeration(&[Literal::String("function")])),
    ];
    json.object(&Object::of(MEMBERS))
}
