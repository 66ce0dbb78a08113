//! Values without types, read as what a check asks for.

use super::super::{check_untyped, push_text};
use super::*;

/// The verdict on one text without a type.
fn text_verdict(text: &str, with: Check) -> String {
    let mut notation = String::new();
    push_text(&mut notation, text);
    notation_verdict(&notation, with)
}

fn notation_verdict(notation: &str, with: Check) -> String {
    match check_untyped(notation, with) {
        Ok(passed) => format!("passed {}", passed.unknown_values),
        Err(Rejected::Violations(list)) => {
            let line = |violation: &Violation| {
                let limit = violation.limit.map(|limit| format!(" {limit}")).unwrap_or_default();
                format!("{} {}{limit}", violation.pointer, violation.keyword)
            };
            list.iter().map(line).collect::<Vec<_>>().join("; ")
        }
        Err(other) => format!("{other:?}"),
    }
}

fn size(json: &mut Json<'_>) -> Checked {
    json.number(&Numeric::INTEGER.at_least("1").at_most("9"))
}

fn word(json: &mut Json<'_>) -> Checked {
    json.text(&Text::ANY.min_length(2).max_length(3))
}

fn mixed(json: &mut Json<'_>) -> Checked {
    const VALUES: &[Literal] = &[Literal::String("a\"b"), Literal::Number("1.0"), Literal::Bool(true), Literal::Null];
    json.enumeration(VALUES)
}

fn sizes(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(size).max_items(2).unique_items())
}

fn either(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType { null: Some(null), number: Some(size), string: Some(word), ..ByType::NONE })
}

fn map(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("n", size), required("w", word)];
    json.object(&Object::of(MEMBERS).others(Others::Refuse))
}

#[test]
fn a_text_is_read_as_what_is_asked_for() {
    let rows: &[(Check, &str, &str)] = &[
        (size, "9", "passed 0"),
        (size, "9.0", "passed 0"),
        (size, "10", " maximum 9"),
        (size, "1.5", " type \"integer\""),
        (size, "nine", " type \"integer\""),
        (size, "09", " type \"integer\""),
        (size, "", " type \"integer\""),
        (word, "né\"", "passed 0"),
        (word, "12", "passed 0"),
        (word, "1", " minLength 2"),
        (boolean, "true", "passed 0"),
        (boolean, "True", " type \"boolean\""),
        (null, "", "passed 0"),
        (null, "null", " type \"null\""),
        (mixed, "a\"b", "passed 0"),
        (mixed, "1", "passed 0"),
        (mixed, "true", "passed 0"),
        (mixed, "", "passed 0"),
        (mixed, "2", " enum [\"a\\\"b\",1.0,true,null]"),
        (sizes, "3", "passed 0"),
        (sizes, "x", "/0 type \"integer\""),
        (object, "x", " type \"object\""),
        (any, "x", "passed 0"),
        (never, "x", " never"),
    ];
    for (with, text, expected) in rows {
        assert_eq!(text_verdict(text, *with), *expected, "{text}");
    }
}

#[test]
fn a_union_takes_what_one_reading_passes() {
    for (text, expected) in [
        ("5", "passed 0"),
        ("55", "passed 0"),
        ("", "passed 0"),
        ("abc", "passed 0"),
        ("5555", " maximum 9"),
        ("abcd", " maxLength 3"),
    ] {
        assert_eq!(text_verdict(text, either), expected, "{text}");
    }
    let nullable: Check = |json| json.nullable(size);
    assert_eq!(text_verdict("", nullable), "passed 0");
    assert_eq!(text_verdict("0", nullable), " minimum 1");
    let any_of: Check = |json| json.any_of(&[size, boolean]);
    assert_eq!(text_verdict("true", any_of), "passed 0");
    assert_eq!(text_verdict("7", any_of), "passed 0");
}

#[test]
fn members_and_items_lie_in_json_of_the_same_shape() {
    let rows: &[(Check, &str, &str)] = &[
        (sizes, "[\u{1}\"1\",\u{1}\"2\"]", "passed 0"),
        (sizes, "[\u{1}\"1\",\u{1}\"1\"]", " uniqueItems"),
        (sizes, "[\u{1}\"1\",2,3]", " maxItems 2"),
        (sizes, "\u{1}{\"0\":\u{1}\"1\",\"1\":\u{1}\"x\"}", "/1 type \"integer\""),
        (map, "{\"n\":\u{1}\"1\",\"w\":\u{1}\"ab\"}", "passed 0"),
        (map, "{\"n\":\u{1}\"1\",\"w\":12}", "/w type \"string\""),
        (map, "\u{1}{\"0\":\u{1}\"1\"}", " required \"w\"; /* additionalProperties"),
        (word, "[\u{1}\"ab\",\u{1}\"cd\"]", " type \"string\""),
        (any, "{\"a\":[\u{1}\"x\",\u{1}{\"0\":\u{1}\"y\"}]}", "passed 0"),
    ];
    for (with, notation, expected) in rows {
        assert_eq!(notation_verdict(notation, *with), *expected, "{notation:?}");
    }
}

#[test]
fn a_client_can_not_send_the_notation() {
    for body in ["\u{1}\"5\"", "[\u{1}\"5\"]", "{\"n\":\u{1}\"1\",\"w\":\"ab\"}"] {
        for with in [size as Check, any, map, sizes] {
            assert!(!verdict(body, with).starts_with("passed"), "{body:?}");
        }
    }
}
