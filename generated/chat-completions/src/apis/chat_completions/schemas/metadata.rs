//! `Metadata`

use gatewright_runtime::json::{Checked, Json, Object, Others, Text};

/// Checks a value against `Metadata`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.nullable(|json| {
        json.object(&Object::ANY.others(Others::Check(|json| json.text(&Text::ANY.max_length(512)))).max_properties(16))
    })
}
