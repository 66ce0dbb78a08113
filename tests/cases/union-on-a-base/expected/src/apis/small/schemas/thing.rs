//! `Thing`

use gatewright_runtime::json::{self, ByMember, Checked, Json, Member, Object, Text, Unknown, optional, required};
use crate::apis::small::schemas;

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "discriminator",
        name: "kind",
        branches: &[("long", schemas::long::check), ("plain", plain)],
        unknown: Unknown::Check(plain),
        absent: Some(plain),
    })
}

fn plain(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("kind", json::string),
        optional("name", |json| json.text(&Text::ANY.max_length(9))),
    ];
    json.object(&Object::of(MEMBERS))
}
