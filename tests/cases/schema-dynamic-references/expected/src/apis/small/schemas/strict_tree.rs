//! `StrictTree`

use gatewright_runtime::json::{Checked, Evaluated, Json, Others};
use crate::apis::small::schemas;

/// Checks a value against `StrictTree`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.all_of(&[schemas::tree_f53d::check, option])
}

fn option(json: &mut Json<'_>) -> Checked {
    static EVALUATED: Evaluated = Evaluated {
        members: &["children", "name"],
        ..Evaluated::NONE
    };
    json.unevaluated_members(&EVALUATED, Others::Refuse)
}
