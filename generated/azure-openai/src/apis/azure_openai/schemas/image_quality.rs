//! `imageQuality`

use gatewright_runtime::json::{Checked, Json, Literal};

/// Checks a value against `imageQuality`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.open_enumeration(&[Literal::String("standard"), Literal::String("hd")])
}
