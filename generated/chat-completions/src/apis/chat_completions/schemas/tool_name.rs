//! `ToolName`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, required};

/// Checks a value against `ToolName`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("name", json::string)];
    json.object(&Object::of(MEMBERS))
}
