//! `ResponseFormatJsonSchemaSchema`

use gatewright_runtime::json::{Checked, Json, Object};

/// Checks a value against `ResponseFormatJsonSchemaSchema`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.object(&Object::ANY)
}
