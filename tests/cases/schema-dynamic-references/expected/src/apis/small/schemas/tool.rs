//! `Tool`

use gatewright_runtime::json::{Checked, Json, Member, Object, optional};
use crate::apis::small::schemas;

/// Checks a value against `Tool`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("parameters", schemas::schema::check)];
    json.object(&Object::of(MEMBERS))
}
