//! `Thing`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("a", json::string)];
    json.object(&Object::of(MEMBERS))
}
