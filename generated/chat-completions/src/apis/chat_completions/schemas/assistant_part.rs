//! `AssistantPart`

use gatewright_runtime::json::{ByMember, Checked, Json, Unknown};
use crate::apis::chat_completions::schemas;

/// Checks a value against `AssistantPart`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "type",
        branches: &[("refusal", schemas::refusal_part::check), ("text", schemas::text_part::check)],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
}
