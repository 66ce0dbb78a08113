//! `Odd`

use gatewright_runtime::json::{Checked, Json, Member, Object, Text, optional};
use crate::apis::small::schemas;

/// Checks a value against `Odd`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("deep", schemas::properties_innermost::check),
        optional("more", schemas::odd::check),
        optional(
            "narrowed",
            |json| {
                json.nullable(|json| json.text(&Text::ANY.min_length(1).max_length(3)))
            },
        ),
        optional("slash", schemas::a_b_72d9::check),
        optional("space", schemas::a_b_3736::check),
        optional("tilde", schemas::a_b_af64::check),
    ];
    json.object(&Object::of(MEMBERS))
}
