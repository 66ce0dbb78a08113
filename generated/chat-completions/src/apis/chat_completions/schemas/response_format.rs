//! `ResponseFormat`

use gatewright_runtime::json::{ByMember, Checked, Json, Unknown};
use crate::apis::chat_completions::schemas;

/// Checks a value against `ResponseFormat`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "type",
        branches: &[
            ("json_object", schemas::json_object_format::check),
            ("json_schema", schemas::json_schema_format::check),
            ("text", schemas::text_format::check),
        ],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
}
