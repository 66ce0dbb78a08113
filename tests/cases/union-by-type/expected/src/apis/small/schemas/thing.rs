//! `Thing`

use gatewright_runtime::json::{self, Array, ByType, Checked, Json, Member, Numeric, Object, Text, required};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        null: Some(json::null),
        string: Some(|json| json.text(&Text::ANY.max_length(10))),
        array: Some(array),
        object: Some(object),
        ..ByType::NONE
    })
}

fn array(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(|json| json.number(&Numeric::INTEGER.at_least("0"))).min_items(1))
}

fn object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("name", json::string)];
    json.object(&Object::of(MEMBERS))
}
