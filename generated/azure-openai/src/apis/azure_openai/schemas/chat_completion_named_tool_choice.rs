//! `chatCompletionNamedToolChoice`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Object, required};

/// Checks a value against `chatCompletionNamedToolChoice`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("function", function),
        required("type", |json| json.enumeration(&[Literal::String("function")])),
    ];
    json.object(&Object::of(MEMBERS))
}

fn function(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("name", json::string)];
    json.object(&Object::of(MEMBERS))
}
