//! `T\u{a}pub fn more() {}`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, optional};

/// Checks a value against `T\u{a}pub fn more() {}`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("m\u{202e}\n", json::string)];
    json.object(&Object::of(MEMBERS))
}
