//! `FilePart`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Object, optional, required};

/// Checks a value against `FilePart`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("file", file),
        required("type", |json| json.enumeration(&[Literal::String("file")])),
    ];
    json.object(&Object::of(MEMBERS))
}

fn file(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("file_data", json::string),
        optional("file_id", json::string),
        optional("filename", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}
