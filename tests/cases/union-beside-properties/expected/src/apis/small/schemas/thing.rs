//! `Thing`

use gatewright_runtime::json::{self, Checked, Json, Member, Object, optional, required};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.all_of(&[object, option])
}

fn object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("name", json::string)];
    json.object(&Object::of(MEMBERS))
}

fn option(json: &mut Json<'_>) -> Checked {
    json.any_of(&[option_object, option_object_2])
}

fn option_object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("name", json::any)];
    json.object(&Object::of(MEMBERS))
}

fn option_object_2(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("id", json::string)];
    json.object(&Object::of(MEMBERS))
}
