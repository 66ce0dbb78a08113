//! `POST /closed`

use gatewright_runtime::{Content, Field, Operation, RequestBody, json};
use gatewright_runtime::json::{Checked, Json, Member, Object, Others, Text, optional, required};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "closed",
    method: "POST",
    path: "/closed",
    body: RequestBody::optional(&[Content::multipart(
        "multipart/form-data",
        &[Field::file("file").required(), Field::text("name", |json| json.text(&Text::ANY.max_length(3)))],
    ).whole(body)]),
    ..Operation::of(&API)
};

/// The form as one object; files are texts.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("file", json::any), optional("name", json::any)];
    json.object(&Object::of(MEMBERS).others(Others::Refuse))
}
