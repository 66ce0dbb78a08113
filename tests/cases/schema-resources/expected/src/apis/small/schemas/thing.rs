//! `Thing`

use gatewright_runtime::json::{Checked, Json, Member, Object, optional};
use crate::apis::small::schemas;

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("name", schemas::defs_name::check),
        optional("part", schemas::defs_part::check),
        optional("tag", schemas::properties_tag::check),
    ];
    json.object(&Object::of(MEMBERS))
}
