//! `Pet`

use gatewright_runtime::json::{self, ByMember, Checked, Json, Member, Object, Unknown, optional, required};
use crate::apis::small::schemas;

/// Checks a value against `Pet`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "discriminator",
        name: "kind",
        branches: &[
            ("Cat", schemas::cat::check),
            ("Pet", pet),
            ("Puppy", schemas::puppy::check),
            ("dog", schemas::dog::check),
        ],
        unknown: Unknown::Check(pet),
        absent: Some(pet),
    })
}

fn pet(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("kind", json::string), optional("owner", schemas::owner::check)];
    json.object(&Object::of(MEMBERS))
}
