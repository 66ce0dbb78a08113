//! `Own`

use gatewright_runtime::json::{Checked, Json, Member, Object, optional};
use crate::apis::small::schemas;

/// Checks a value against `Own`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("thing", schemas::thing::check)];
    json.object(&Object::of(MEMBERS))
}
