//! `Thing`

use gatewright_runtime::json::{self, Checked, Json, Literal, Member, Object, Others, Text, optional, required};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("any", |json| json.object(&Object::ANY)),
        optional("closed", closed),
        optional("counted", |json| json.object(&Object::ANY.min_properties(1).max_properties(2))),
        optional("map", |json| json.object(&Object::ANY.others(Others::Check(json::integer)))),
        optional("named", |json| {
            json.object(&Object::ANY.names(|json| json.enumeration(&[Literal::String("a"), Literal::String("b")])))
        }),
        optional("old", json::integer),
        optional("open", open),
        optional("open_too", open_too),
        optional("read", read),
        optional("rest", rest),
        optional("untyped", untyped),
        optional("written", written),
    ];
    json.object(&Object::of(MEMBERS))
}

fn closed(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("a", json::integer)];
    json.object(&Object::of(MEMBERS).others(Others::Refuse))
}

fn open(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("a", json::integer)];
    json.object(&Object::of(MEMBERS))
}

fn open_too(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("a", json::integer)];
    json.object(&Object::of(MEMBERS))
}

fn read(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("id", json::string), required("name", json::string)];
    json.object(&Object::of(MEMBERS))
}

fn rest(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("a", json::integer)];
    json.object(&Object::of(MEMBERS).others(Others::Check(json::string)))
}

fn untyped(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("a", json::integer)];
    json.object_if(&Object::of(MEMBERS))
}

fn written(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("secret", |json| json.text(&Text::ANY.min_length(2)))];
    json.object(&Object::of(MEMBERS))
}
