//! `CreateSpeechRequest`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Numeric, Object, Text, optional, required};

/// Checks a value against `CreateSpeechRequest`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("input", |json| json.text(&Text::ANY.min_length(1))),
        optional("instructions", |json| json.nullable(json::string)),
        required("model", json::string),
        optional("response_format", |json| json.nullable(json::string)),
        optional("speed", |json| json.nullable(|json| json.number(&Numeric::NUMBER.at_least("0.25").at_most("4")))),
        optional(
            "stream_format",
            |json| json.enumeration(&[Literal::String("audio"), Literal::String("sse"), Literal::Null]),
        ),
        required("voice", json::any),
    ];
    json.object(&Object::of(MEMBERS))
}
