//! `Event`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json, Member, Object, optional};

/// Checks a value against `Event`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("data", json::string)];
    json.object(&Object::of(MEMBERS))
}
