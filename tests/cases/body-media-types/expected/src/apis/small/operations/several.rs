//! `POST /several`

use gatewright_runtime::{Content, Operation, RequestBody, json};
use gatewright_runtime::json::{Checked, Json, Member, Object, Pattern, Text, optional, required};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "several",
    method: "POST",
    path: "/several",
    body: RequestBody::required(&[
        Content::json("application/json", body_json),
        Content::json("application/merge-patch+json", body_merge_patch_json),
        Content::form("application/x-www-form-urlencoded", &[], body_form),
        Content::unread("image/*"),
        Content::text("text/plain", body_plain),
    ]),
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn body_json(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("name", |json| json.text(&Text::ANY.max_length(4)))];
    json.object(&Object::of(MEMBERS))
}

/// The body as `application/merge-patch+json`.
pub fn body_merge_patch_json(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("name", |json| json.nullable(json::string))];
    json.object(&Object::of(MEMBERS))
}

/// The form as one object.
pub fn body_form(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("name", |json| json.text(&Text::ANY.max_length(2)))];
    json.object(&Object::of(MEMBERS))
}

/// The body as `text/plain`.
pub fn body_plain(json: &mut Json<'_>) -> Checked {
    json.text(&Text::ANY.max_length(6).pattern({
        static PATTERN: Pattern = Pattern::new("^[a-z ]*$");
        &PATTERN
    }))
}
