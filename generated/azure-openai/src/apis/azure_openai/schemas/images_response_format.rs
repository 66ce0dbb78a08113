//! `imagesResponseFormat`

use gatewright_runtime::json::{Checked, Json, Literal};

/// Checks a value against `imagesResponseFormat`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.open_enumeration(&[Literal::String("url"), Literal::String("b64_json")])
}
