//! `POST /either`

use gatewright_runtime::{Content, Field, Operation, RequestBody, json};
use gatewright_runtime::json::{Checked, Json, Member, Object, optional, required};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "either",
    method: "POST",
    path: "/either",
    body: RequestBody::optional(&[Content::multipart(
        "multipart/form-data",
        &[Field::file("file"), Field::text("file_id", json::string), Field::text("name", json::string)],
    ).whole(body)]),
    ..Operation::of(&API)
};

/// The form as one object; files are texts.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.all_of(&[body_object, body_option])
}

fn body_object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("file", json::any),
        optional("file_id", json::any),
        optional("name", json::any),
    ];
    json.object(&Object::of(MEMBERS))
}

fn body_option(json: &mut Json<'_>) -> Checked {
    json.any_of(&[body_option_object, body_option_object_2])
}

fn body_option_object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("file", json::any)];
    json.object(&Object::of(MEMBERS))
}

fn body_option_object_2(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("file_id", json::any)];
    json.object(&Object::of(MEMBERS))
}
