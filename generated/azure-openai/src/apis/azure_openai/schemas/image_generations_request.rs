//! `imageGenerationsRequest`

use gatewright_runtime::json::{self, Checked, Json, Member, Numeric, Object, Text, optional, required};
use crate::apis::azure_openai::schemas;

/// Checks a value against `imageGenerationsRequest`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("n", |json| json.number(&Numeric::INTEGER.at_least("1").at_most("1"))),
        required("prompt", |json| json.text(&Text::ANY.min_length(1))),
        optional("quality", schemas::image_quality::check),
        optional("response_format", schemas::images_response_format::check),
        optional("size", schemas::image_size::check),
        optional("style", schemas::image_style::check),
        optional("user", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}
