//! `Thing`

use gatewright_runtime::json::{
    Array, ByType, Checked, Json, Member, Numeric, Object, Text, required,
};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("name", name),
        required(
            "size",
            |json| {
                json
                    .number(
                        &Numeric::INTEGER.at_least("1").at_most("5").multiple_of("2"),
                    )
            },
        ),
    ];
    json.object(&Object::of(MEMBERS))
}

fn name(json: &mut Json<'_>) -> Checked {
    json.all_of(&[|json| json.text(&Text::ANY.max_length(8)), name_option])
}

fn name_option(json: &mut Json<'_>) -> Checked {
    json.by_type(
        &ByType {
            null: Some(Json::null),
            boolean: Some(Json::boolean),
            number: Some(|json| json.number(&Numeric::NUMBER)),
            string: Some(|json| json.text(&Text::ANY.min_length(2))),
            array: Some(|json| json.array(&Array::ANY)),
            object: Some(|json| json.object(&Object::ANY)),
            ..ByType::NONE
        },
    )
}
