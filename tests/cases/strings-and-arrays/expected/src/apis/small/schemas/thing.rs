//! `Thing`

use gatewright_runtime::json::{self, Array, Checked, Json, Member, Object, Others, Pattern, Text, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("any", json::any),
        optional("none", json::never),
        optional("not", not),
        optional("set", |json| json.array(&Array::ANY.unique_items())),
    ];
    json.object(&Object::of(MEMBERS).others(Others::Check(value)).min_properties(1).max_properties(4))
}

fn not(json: &mut Json<'_>) -> Checked {
    json.not(json::string)
}

fn value(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(|json| json.text(&Text::ANY.min_length(2).pattern({
        static PATTERN: Pattern = Pattern::new("^[a-z][0-9]+$");
        &PATTERN
    }))).max_items(3))
}
