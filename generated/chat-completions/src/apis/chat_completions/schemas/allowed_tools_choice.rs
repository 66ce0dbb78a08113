//! `AllowedToolsChoice`

use gatewright_runtime::json::{Array, Checked, Json, Literal, Member, Object, required};

/// Checks a value against `AllowedToolsChoice`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("allowed_tools", allowed_tools),
        required("type", |json| json.enumeration(&[Literal::String("allowed_tools")])),
    ];
    json.object(&Object::of(MEMBERS))
}

fn allowed_tools(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("mode", |json| json.enumeration(&[Literal::String("auto"), Literal::String("required")])),
        required("tools", |json| json.array(&Array::of(|json| json.object(&Object::ANY)))),
    ];
    json.object(&Object::of(MEMBERS))
}
