//! `Thing`

use gatewright_runtime::json::{Checked, Json, Member, Object, Text, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("name", |json| json.nullable(|json| json.text(&Text::ANY.max_length(20))))];
    json.object(&Object::of(MEMBERS))
}
