//! `onYourDataVectorizationSourceType`

use gatewright_runtime::json::{Checked, Json, Literal};

/// Checks a value against `onYourDataVectorizationSourceType`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.open_enumeration(&[Literal::String("endpoint"), Literal::String("deployment_name")])
}
