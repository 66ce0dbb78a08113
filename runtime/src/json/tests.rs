#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod arrays;
mod combine;
mod differential;
mod evaluated;
mod literals;
mod noted;
mod numbers;
mod objects;
mod properties;
mod syntax;
mod text;
mod unions;
mod untyped;
mod views;

use super::*;

/// Every row is a body and its verdict.
fn table(with: Check, rows: &[(&str, &str)]) {
    for (body, expected) in rows {
        assert_eq!(verdict(body, with), *expected, "{body}");
    }
}

fn tool_message(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("content", content),
        optional("name", |json| json.text(&Text { max_length: Some(4), ..Text::ANY })),
        required("role", |json| json.enumeration(&[Literal::String("tool")])),
        optional("temperature", |json| {
            json.nullable(|json| {
                json.number(&Numeric {
                    minimum: Some(Bound::Inclusive("0")),
                    maximum: Some(Bound::Inclusive("2")),
                    ..Numeric::NUMBER
                })
            })
        }),
    ];
    json.object(&Object { members: MEMBERS, ..Object::ANY })
}

fn content(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType { string: Some(string), array: Some(parts), ..ByType::NONE })
}

fn parts(json: &mut Json<'_>) -> Checked {
    json.array(&Array { items: part, min_items: 1, ..Array::ANY })
}

fn part(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "type",
        branches: &[("text", object), ("tool", tool_message)],
        unknown: Unknown::Forward,
        absent: None,
    })
}

/// The verdict as `pointer keyword limit` lines.
fn verdict(body: &str, with: Check) -> String {
    match check(body.as_bytes(), with) {
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

#[test]
fn a_message() {
    assert_eq!(verdict(r#"{"role":"tool","content":"x"}"#, tool_message), "passed 0");
    assert_eq!(verdict(r#"{"role":"tool","content":[{"type":"new"}]}"#, tool_message), "passed 1");
    assert_eq!(
        verdict(r#"{"role":"user","content":[],"name":"abcde","temperature":2.1,"n\u0061me":3}"#, tool_message),
        r#"/role enum ["tool"]; /content minItems 1; /name maxLength 4; /temperature maximum 2; /name duplicate_member; /name type "string""#
    );
    assert_eq!(verdict(r#"{"content":1}"#, tool_message), r#" required "role"; /content type ["string","array"]"#);
}
