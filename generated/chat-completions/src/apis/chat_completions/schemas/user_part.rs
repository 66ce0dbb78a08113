//! `UserPart`

use gatewright_runtime::json::{ByMember, Checked, Json, Unknown};
use crate::apis::chat_completions::schemas;

/// Checks a value against `UserPart`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "type",
        branches: &[
            ("file", schemas::file_part::check),
            ("image_url", schemas::image_part::check),
            ("input_audio", schemas::audio_part::check),
            ("text", schemas::text_part::check),
        ],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
}
