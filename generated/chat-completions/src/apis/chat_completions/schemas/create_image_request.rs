//! `CreateImageRequest`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Numeric, Object, Text, optional, required};

/// Checks a value against `CreateImageRequest`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("background", |json| json.nullable(json::string)),
        optional("model", |json| json.nullable(json::string)),
        optional("moderation", |json| json.nullable(json::string)),
        optional("n", |json| json.nullable(|json| json.number(&Numeric::INTEGER.at_least("1").at_most("10")))),
        optional(
            "output_compression",
            |json| json.nullable(|json| json.number(&Numeric::INTEGER.at_least("0").at_most("100"))),
        ),
        optional("output_format", |json| json.nullable(json::string)),
        optional(
            "partial_images",
            |json| json.nullable(|json| json.number(&Numeric::INTEGER.at_least("0").at_most("3"))),
        ),
        required("prompt", |json| json.text(&Text::ANY.min_length(1))),
        optional("quality", |json| json.nullable(json::string)),
        optional(
            "response_format",
            |json| json.enumeration(&[Literal::String("url"), Literal::String("b64_json"), Literal::Null]),
        ),
        optional("size", |json| json.nullable(json::string)),
        optional("stream", |json| json.nullable(json::boolean)),
        optional("style", |json| json.nullable(json::string)),
        optional("user", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}
