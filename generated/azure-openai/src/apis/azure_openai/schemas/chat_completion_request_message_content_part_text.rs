//! `chatCompletionRequestMessageContentPartText`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Object, required};

/// Checks a value against `chatCompletionRequestMessageContentPartText`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("text", json::string),
        required("type", |json| json.enumeration(&[Literal::String("text")])),
    ];
    json.object(&Object::of(MEMBERS))
}
