//! `FunctionParameters`

use gatewright_runtime::json::{Checked, Json, Object};

/// Checks a value against `FunctionParameters`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.object(&Object::ANY)
}
