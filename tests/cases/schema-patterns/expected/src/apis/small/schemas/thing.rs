//! `Thing`

use gatewright_runtime::json::{self, Check, Checked, Json, Member, Object, Pattern, Text, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("again", |json| json.text(&Text::ANY.pattern({
            static PATTERN: Pattern = Pattern::new("^(['\"]).*\\1$");
            &PATTERN
        }))),
        optional("ahead", |json| json.text(&Text::ANY.pattern({
            static PATTERN: Pattern = Pattern::new("^(?!x-)[a-z-]+$");
            &PATTERN
        }))),
        optional("behind", |json| json.text(&Text::ANY.pattern({
            static PATTERN: Pattern = Pattern::new("(?<=a)b");
            &PATTERN
        }))),
        optional("control", |json| json.text(&Text::ANY.pattern({
            static PATTERN: Pattern = Pattern::new("^\\x09\\u{0041}$");
            &PATTERN
        }))),
        optional("digits", |json| json.text(&Text::ANY.pattern({
            static PATTERN: Pattern = Pattern::new("^[0-9]{2}$");
            &PATTERN
        }))),
        optional("names", |json| json.text(&Text::ANY.pattern({
            static PATTERN: Pattern = Pattern::new("^\\p{Lu}");
            &PATTERN
        }))),
        optional("neither", json::string),
        optional("planes", |json| json.text(&Text::ANY.pattern({
            static PATTERN: Pattern = Pattern::new(
                "^[\\u{0020}-\\u{D7FF}\\u{E000}-\\u{FFFD}\\u{10000}-\\u{10ffff}]+$",
            );
            &PATTERN
        }))),
    ];
    static PATTERNS: [(Pattern, Check); 1] = [
        (Pattern::new("^(?!ahead|behind|again|digits|names|control|planes|neither)"), json::integer),
    ];
    json.object(&Object::of(MEMBERS).patterns(&PATTERNS))
}
