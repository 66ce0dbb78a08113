//! `FunctionToolChoice`

use gatewright_runtime::json::{Checked, Json, Literal, Member, Object, required};
use crate::apis::chat_completions::schemas;

/// Checks a value against `FunctionToolChoice`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("function", schemas::tool_name::check),
        required("type", |json| json.enumeration(&[Literal::String("function")])),
    ];
    json.object(&Object::of(MEMBERS))
}
