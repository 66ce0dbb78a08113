//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{Check, Checked, Json, Member, Object, Others, Pattern, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("a", json::string)];
    static PATTERNS: [(Pattern, Check); 1] = [(Pattern::new("^x-"), json::any)];
    json.object(&Object::of(MEMBERS).patterns(&PATTERNS).others(Others::Refuse))
}
