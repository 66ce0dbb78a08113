//! `imageSize`

use gatewright_runtime::json::{Checked, Json, Literal};

/// Checks a value against `imageSize`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.open_enumeration(&[Literal::String("1792x1024"), Literal::String("1024x1792"), Literal::String("1024x1024")])
}
