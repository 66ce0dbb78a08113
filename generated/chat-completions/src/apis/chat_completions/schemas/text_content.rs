//! `TextContent`

use gatewright_runtime::json::{self, Array, ByType, Checked, Json};
use crate::apis::chat_completions::schemas;

/// Checks a value against `TextContent`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        string: Some(json::string),
        array: Some(|json| json.array(&Array::of(schemas::text_part::check).min_items(1))),
        ..ByType::NONE
    })
}
