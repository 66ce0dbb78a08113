//! `Thing`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, Others, Text, optional, required};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.all_of(&[object, object_2])
}

fn object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("a", json::string), optional("b", json::string)];
    json.object(&Object::of(MEMBERS).others(Others::Refuse))
}

fn object_2(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("a", |json| json.text(&Text::ANY.min_length(1)))];
    json.object(&Object::of(MEMBERS))
}
