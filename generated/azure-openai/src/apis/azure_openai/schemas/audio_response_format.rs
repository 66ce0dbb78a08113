//! `audioResponseFormat`

use gatewright_runtime::json::{Checked, Json, Literal};

/// Checks a value against `audioResponseFormat`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.open_enumeration(&[
        Literal::String("json"), Literal::String("text"), Literal::String("srt"), Literal::String("verbose_json"),
        Literal::String("vtt"),
    ])
}
