//! `Thing`

use gatewright_runtime::json::{ByMember, Checked, Json, Unknown};
use crate::apis::small::schemas;

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "pet",
        branches: &[("cat", schemas::cat::check), ("dog", schemas::dog::check), ("puppy", schemas::dog::check)],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
}
