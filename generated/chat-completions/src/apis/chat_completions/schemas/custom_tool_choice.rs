//! `CustomToolChoice`

use gatewright_runtime::json::{Checked, Json, Literal, Member, Object, required};
use crate::apis::chat_completions::schemas;

/// Checks a value against `CustomToolChoice`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("custom", schemas::tool_name::check),
        required("type", |json| json.enumeration(&[Literal::String("custom")])),
    ];
    json.object(&Object::of(MEMBERS))
}
