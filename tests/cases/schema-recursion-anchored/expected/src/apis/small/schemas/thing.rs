//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{Array, Checked, Json, Member, Object, optional};
use crate::apis::small::schemas;

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("filters", filters)];
    json.object(&Object::of(MEMBERS))
}

fn filters(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(filters_item))
}

fn filters_item(json: &mut Json<'_>) -> Checked {
    json.any_of(&[json::string, schemas::thing::check])
}
