//! What a check notes on its way.

use super::*;
use crate::json::{Noted, check_and_note};

const NAMES: &[&str] = &["file", "source"];

fn noted(body: &str, check: Check) -> Noted {
    check_and_note(body.as_bytes(), check, NAMES).unwrap().1
}

fn members(body: &str, check: Check) -> Option<Vec<(String, String)>> {
    let text = |raw: &[u8]| String::from_utf8(raw.to_vec()).unwrap();
    let noted = noted(body, check);
    noted.members(body.as_bytes()).map(|members| members.map(|(name, value)| (text(name), text(value))).collect())
}

fn pairs(pairs: &[(&str, &str)]) -> Option<Vec<(String, String)>> {
    Some(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

fn plain(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("a", any)];
    json.object(&Object::of(MEMBERS))
}

/// Decided by a member that stands in any place.
fn union(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("type", string)];
    json.by_member(&ByMember {
        name: "type",
        branches: &[("x", |json| json.object(&Object::of(MEMBERS)))],
        unknown: Unknown::Check(any),
        ..ByMember::NONE
    })
}

#[test]
fn members_stand_in_their_order_with_those_that_are_not_declared_and_those_that_stand_twice() {
    let body = r#" { "b" : [ { "c" : 1 } ] , "a":{"d":[]},"b":"\"" ,"\u0061b":1}"#;
    let expected = [("b", r#"[ { "c" : 1 } ]"#), ("a", r#"{"d":[]}"#), ("b", r#""\"""#), (r"\u0061b", "1")];
    assert_eq!(members(body, plain), pairs(&expected));
    assert_eq!(members("{}", plain), pairs(&[]));
    assert_eq!(members(r#"[{"a":1}]"#, any), None);
    let of = |count: usize| format!("{{{}}}", vec![r#""":0"#; count].join(","));
    assert_eq!(members(&of(64), plain).map(|members| members.len()), Some(64));
    assert_eq!(members(&of(65), plain), None);
}

#[test]
fn an_object_that_is_read_twice_is_noted_once_and_one_that_is_not_read_to_its_end_not_at_all() {
    let all = [("a", "1"), ("type", r#""x""#), ("b", "2")];
    assert_eq!(members(r#"{"a":1,"type":"x","b":2}"#, union), pairs(&all));
    assert_eq!(members(r#"{"a":1,"type":"y","b":2}"#, union), None);
}

#[test]
fn beginnings_of_strings_are_met_wherever_strings_stand() {
    for (body, met) in [
        (r#"{"a":"the file"}"#, false),
        (r#"{"a":"\"file"}"#, false),
        (r#"{"a":"file"}"#, true),
        (r#"{"a":[{"file_id":1}]}"#, true),
        (r#"{"sources":{}}"#, true),
        (r#"{"\u0066ile":1}"#, true),
        (r#"{"a":["fil","e"]}"#, false),
    ] {
        for check in [any, plain as Check] {
            assert_eq!(noted(body, check).has_met(), met, "{body}");
        }
    }
}
