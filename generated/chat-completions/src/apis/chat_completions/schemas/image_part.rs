//! `ImagePart`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Object, optional, required};

/// Checks a value against `ImagePart`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("image_url", image_url),
        required("type", |json| json.enumeration(&[Literal::String("image_url")])),
    ];
    json.object(&Object::of(MEMBERS))
}

fn image_url(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("detail", json::string), required("url", json::string)];
    json.object(&Object::of(MEMBERS))
}
