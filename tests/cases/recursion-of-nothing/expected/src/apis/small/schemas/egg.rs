//! `Egg`

use gatewright_runtime::json::{self, Checked, Json};

/// Checks a value against `Egg`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json::any(json)
}
