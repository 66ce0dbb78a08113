//! `日本`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json, Member, Object, optional};

/// Checks a value against `日本`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("語", json::string)];
    json.object(&Object::of(MEMBERS))
}
