//! `thing`

use gatewright_runtime::json::{Checked, Json, Text};

/// Checks a value against `thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.text(&Text::ANY.max_length(1))
}
