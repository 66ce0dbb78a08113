//! `POST /parts`

use gatewright_runtime::{Content, Field, Operation, RequestBody, Style, json};
use gatewright_runtime::json::{
    Array, ByType, Checked, Json, Literal, Member, Numeric, Object, Others, Text, optional,
    required,
};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "parts",
    method: "POST",
    path: "/parts",
    body: RequestBody::required(&[Content::multipart("multipart/form-data", &[
        Field::json("about", field_about),
        Field::file("file").required(),
        Field::files("images", 0, Some(2)),
        Field::repeated("kind", Style::Json, field_kind),
        Field::repeated("lines", Style::JsonItems, field_lines),
        Field::repeated("metadata", Style::Repeated, |json| {
            json.object(&Object::ANY.others(Others::Check(|json| json.text(&Text::ANY.max_length(3)))))
        }),
        Field::file("picture").media_types(&["image/png", "image/jpeg"]),
        Field::text("size", |json| json.number(&Numeric::INTEGER.at_most("9"))),
        Field::styled("sizes", Style::List(','), |json| json.array(&Array::of(json::integer))),
        Field::repeated("tags", Style::Repeated, field_tags),
    ])]),
    ..Operation::of(&API)
};

fn field_about(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("n", json::integer)];
    json.object(&Object::of(MEMBERS))
}

fn field_kind(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        string: Some(|json| json.enumeration(&[Literal::String("auto")])),
        object: Some(field_kind_object),
        ..ByType::NONE
    })
}

fn field_kind_object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("type", json::string)];
    json.object(&Object::of(MEMBERS))
}

fn field_lines(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(field_lines_item).max_items(2))
}

fn field_lines_item(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("n", json::integer)];
    json.object(&Object::of(MEMBERS))
}

fn field_tags(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(|json| json.text(&Text::ANY.max_length(3))).unique_items())
}
