//! `POST /upload`

use gatewright_runtime::{Content, Field, Operation, RequestBody, Style, json};
use gatewright_runtime::json::{Array, Checked, Json, Literal, Member, Numeric, Object, Text, required};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "upload",
    method: "POST",
    path: "/upload",
    body: RequestBody::required(&[Content::multipart("multipart/form-data", &[
        Field::file("file").required(),
        Field::text("language", |json| json.text(&Text::ANY.min_length(2))),
        Field::json("meta", field_meta),
        Field::text(
            "purpose",
            |json| json.enumeration(&[Literal::String("assistants"), Literal::String("batch")]),
        ).required(),
        Field::text("temperature", |json| json.number(&Numeric::NUMBER.at_most("1"))),
        Field::text("verbose", json::boolean),
        Field::repeated("words", Style::Repeated, |json| json.array(&Array::of(json::string))),
    ])]),
    ..Operation::of(&API)
};

fn field_meta(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("a", json::string)];
    json.object(&Object::of(MEMBERS))
}
