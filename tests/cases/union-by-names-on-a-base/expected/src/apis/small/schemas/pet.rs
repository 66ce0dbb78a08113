//! `Pet`

use gatewright_runtime::json::{self, ByMember, Checked, Json, Member, Object, Text, Unknown, optional, required};
use crate::apis::small::schemas;

/// Checks a value against `Pet`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "discriminator",
        name: "petType",
        branches: &[("Cat", schemas::cat::check), ("Kitten", schemas::kitten::check), ("Pet", pet)],
        unknown: Unknown::Check(pet),
        absent: Some(pet),
    })
}

fn pet(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("name", |json| json.text(&Text::ANY.max_length(9))),
        required("petType", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}
