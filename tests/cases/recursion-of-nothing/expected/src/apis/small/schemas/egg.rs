//! `Egg`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json};

/// Checks a value against `Egg`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json::any(json)
}
