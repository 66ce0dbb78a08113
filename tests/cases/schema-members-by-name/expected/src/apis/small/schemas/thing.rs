//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{
    Check, Checked, Json, Literal, Member, Numeric, Object, Others, Pattern, Text, optional,
};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional(
            "x-kind",
            |json| json.enumeration(&[Literal::String("a"), Literal::String("b")]),
        ),
    ];
    static PATTERNS: [(Pattern, Check); 2] = [
        (Pattern::new("^n-"), |json| json.number(&Numeric::INTEGER.at_least("0"))),
        (Pattern::new("^x-"), json::string),
    ];
    json.object(
        &Object::of(MEMBERS)
            .patterns(&PATTERNS)
            .others(Others::Refuse)
            .names(|json| json.text(&Text::ANY.max_length(16))),
    )
}
