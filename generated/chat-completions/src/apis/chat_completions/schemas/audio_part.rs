//! `AudioPart`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Object, required};

/// Checks a value against `AudioPart`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("input_audio", input_audio),
        required("type", |json| json.enumeration(&[Literal::String("input_audio")])),
    ];
    json.object(&Object::of(MEMBERS))
}

fn input_audio(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("data", json::string), required("format", json::string)];
    json.object(&Object::of(MEMBERS))
}
