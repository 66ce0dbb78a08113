//! `Pet`

use gatewright_runtime::json::{ByMember, Checked, Json, Unknown};
use crate::apis::small::schemas;

/// Checks a value against `Pet`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(
        &ByMember {
            keyword: "oneOf",
            name: "kind",
            branches: &[("cat", schemas::cat::check), ("dog", schemas::dog::check)],
            unknown: Unknown::Forward,
            ..ByMember::NONE
        },
    )
}
