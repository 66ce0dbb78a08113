//! `Event`

use gatewright_runtime::json::{self, ByMember, Checked, Json, Literal, Member, Object, Unknown, optional};
use crate::apis::small::schemas;

/// Checks a value against `Event`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "discriminator",
        name: "kind",
        branches: &[("gone", schemas::gone_event::check), ("made", schemas::made_event::check), ("moved", moved)],
        unknown: Unknown::Check(moved),
        absent: Some(moved),
    })
}

fn moved(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("at", json::integer),
        optional(
            "kind",
            |json| json.enumeration(&[Literal::String("made"), Literal::String("gone"), Literal::String("moved")]),
        ),
    ];
    json.object(&Object::of(MEMBERS))
}
