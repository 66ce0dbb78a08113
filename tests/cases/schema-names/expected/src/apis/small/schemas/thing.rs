//! `Thing`

use gatewright_runtime::json::{Checked, Json, Member, Object, optional};
use crate::apis::small::schemas;

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("a", schemas::foo_bar_86fb::check),
        optional("b", schemas::foo_bar_eebc::check),
        optional("c", schemas::type_::check),
        optional("d", schemas::n2nd::check),
        optional("e", schemas::con_f5af::check),
        optional("f", schemas::mod_::check),
        optional("g", schemas::caf_ue9::check),
        optional("h", schemas::with_space_slash::check),
        optional("i", schemas::n50::check),
    ];
    json.object(&Object::of(MEMBERS))
}
