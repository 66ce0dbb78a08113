//! `imageStyle`

use gatewright_runtime::json::{Checked, Json, Literal};

/// Checks a value against `imageStyle`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.open_enumeration(&[Literal::String("vivid"), Literal::String("natural")])
}
