//! `Thing`

use gatewright_runtime::json::{self, Array, ByType, Checked, Json, Member, Numeric, Object, required};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("input", input)];
    json.object(&Object::of(MEMBERS))
}

fn input(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType { string: Some(json::string), array: Some(input_array), ..ByType::NONE })
}

fn input_array(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(input_array_item))
}

fn input_array_item(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        number: Some(|json| json.number(&Numeric::INTEGER.at_least("0"))),
        string: Some(json::string),
        array: Some(input_array_item_array),
        ..ByType::NONE
    })
}

fn input_array_item_array(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(|json| json.number(&Numeric::INTEGER.at_least("0"))).min_items(1))
}
