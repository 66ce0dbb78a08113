//! `Thing`

use gatewright_runtime::json::{
    Array, ByType, Checked, Json, Member, Numeric, Object, optional, required,
};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.all_of(&[object, option])
}

fn object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("name", Json::string)];
    json.object(&Object::of(MEMBERS))
}

fn option(json: &mut Json<'_>) -> Checked {
    json.any_of(&[option_option, option_option_2])
}

fn option_option(json: &mut Json<'_>) -> Checked {
    json.by_type(
        &ByType {
            null: Some(Json::null),
            boolean: Some(Json::boolean),
            number: Some(|json| json.number(&Numeric::NUMBER)),
            string: Some(Json::string),
            array: Some(|json| json.array(&Array::ANY)),
            object: Some(option_option_object),
            ..ByType::NONE
        },
    )
}

fn option_option_object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("name", Json::any)];
    json.object(&Object::of(MEMBERS))
}

fn option_option_2(json: &mut Json<'_>) -> Checked {
    json.by_type(
        &ByType {
            null: Some(Json::null),
            boolean: Some(Json::boolean),
            number: Some(|json| json.number(&Numeric::NUMBER)),
            string: Some(Json::string),
            array: Some(|json| json.array(&Array::ANY)),
            object: Some(option_option_2_object),
            ..ByType::NONE
        },
    )
}

fn option_option_2_object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("id", Json::string)];
    json.object(&Object::of(MEMBERS))
}
