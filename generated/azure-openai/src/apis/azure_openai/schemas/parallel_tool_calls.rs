//! `ParallelToolCalls`

use gatewright_runtime::json::{self, Checked, Json};

/// Checks a value against `ParallelToolCalls`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json::boolean(json)
}
