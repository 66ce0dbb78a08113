//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{Checked, Json, Literal, Member, Object, optional, required};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.all_of(&[object, option, option_2])
}

fn object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("address", json::string),
        optional("card", json::string),
        optional("kind", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}

fn option(json: &mut Json<'_>) -> Checked {
    json.dependent(
        &[
            ("address", |json| json.object(&Object::ANY.max_properties(4))),
            ("card", option_with_card),
        ],
    )
}

fn option_with_card(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("kind", json::any)];
    json.object(&Object::of(MEMBERS))
}

fn option_2(json: &mut Json<'_>) -> Checked {
    json.when(option_2_condition, option_2_then, option_2_otherwise)
}

fn option_2_condition(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("kind", |json| json.enumeration(&[Literal::String("card")])),
    ];
    json.object(&Object::of(MEMBERS))
}

fn option_2_then(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("card", json::any)];
    json.object(&Object::of(MEMBERS))
}

fn option_2_otherwise(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("address", json::any)];
    json.object(&Object::of(MEMBERS))
}
