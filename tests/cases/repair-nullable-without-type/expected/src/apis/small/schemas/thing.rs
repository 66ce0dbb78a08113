//! `Thing`

use gatewright_runtime::json::{ByType, Checked, Json, Member, Numeric, Object, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional(
            "either",
            |json| {
                json
                    .by_type(
                        &ByType {
                            null: Some(Json::null),
                            number: Some(|json| json.number(&Numeric::NUMBER)),
                            string: Some(Json::string),
                            ..ByType::NONE
                        },
                    )
            },
        ),
        optional("other", |json| json.nullable(other)),
    ];
    json.object(&Object::of(MEMBERS))
}

fn other(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("name", Json::string)];
    json.object(&Object::of(MEMBERS))
}
