//! `ParallelToolCalls`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json};

/// Checks a value against `ParallelToolCalls`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json::boolean(json)
}
