//! `Thing`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, Text, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("name", name)];
    json.object(&Object::of(MEMBERS))
}

fn name(json: &mut Json<'_>) -> Checked {
    json.all_of(&[|json| json.nullable(json::string), |json| json.text(&Text::ANY.max_length(20))])
}
