//! `chatCompletionTool`

use gatewright_runtime::json::{Checked, Json, Literal, Member, Object, required};
use crate::apis::azure_openai::schemas;

/// Checks a value against `chatCompletionTool`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("function", schemas::function_object::check),
        required("type", |json| json.enumeration(&[Literal::String("function")])),
    ];
    json.object(&Object::of(MEMBERS))
}
