#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::source::Format;
use crate::source::tests::{read, read_all};

#[test]
fn values_are_kept() {
    for (text, expected) in [
        (
            r#" {"a" : [ 1 , -0.5e+3, 18446744073709552000000, true , false,null ] , "b":{}} "#,
            r#"{"a":[1,-0.5e+3,18446744073709552000000,true,false,null],"b":{}}"#,
        ),
        (r#""\ud83d\ude00 \u00e9 \/ \n é""#, r#""😀 é / \n é""#),
        ("\u{feff}[]", "[]"),
        ("[\r\n]", "[]"),
        ("0", "0"),
    ] {
        assert_eq!(read(text, Format::Json), (Some(expected.to_owned()), String::new()), "{text}");
    }
}

#[test]
fn errors_stand_at_their_place() {
    for (text, place, words) in [
        ("[1,\n 2,]", "2:3", "comma before the closing bracket"),
        ("{\"é\": 1,}", "1:8", "comma before the closing bracket"),
        ("[1 // x\n]", "1:4", "expected `,` or `]`"),
        ("{'a': 1}", "1:2", "expected a key in double quotes"),
        ("{a: 1}", "1:2", "found `a`"),
        ("{\"a\" 1}", "1:6", "expected `:`"),
        ("[01]", "1:2", "no JSON number"),
        ("[1.]", "1:2", "no JSON number"),
        ("[+1]", "1:2", "expected a value"),
        ("[NaN]", "1:2", "found `NaN`"),
        ("[truex]", "1:2", "found `truex`"),
        ("[\"a\nb\"]", "1:2", "no end on its line"),
        ("[\"\\x\"]", "1:3", "unknown escape"),
        ("[\"\\ud83d\"]", "1:3", "half of a surrogate pair"),
        ("[\"\\ude00\\ud83d\"]", "1:3", "half of a surrogate pair"),
        ("[\"\\u12g4\"]", "1:3", "four hexadecimal digits"),
        ("[\"\u{1}\"]", "1:3", "control character"),
        ("{} {}", "1:4", "behind the end"),
        ("{\"a\": [1", "1:9", "the file ends"),
        ("[\"abc", "1:2", "never closed"),
    ] {
        let (node, said) = read(text, Format::Json);
        assert!(
            node.is_none() && said.starts_with(&format!("f:{place}: error[GW0101]")) && said.contains(words),
            "{text}: {said}"
        );
    }
}

#[test]
fn equal_keys_are_said_with_both_places_and_the_first_stays() {
    let (_, node, diagnostics) = read_all("{\"a\": 1, \"b\": 2,\n\"\\u0061\": 3, \"a\": 4}", Format::Json);
    assert_eq!(node.unwrap().get("a").and_then(|node| node.as_number()), Some("1"));
    let places: Vec<(u32, u32)> = diagnostics
        .iter()
        .map(|diagnostic| (diagnostic.primary.span.start, diagnostic.secondary[0].span.start))
        .collect();
    assert_eq!(places, [(17, 1), (30, 1)]);
}

#[test]
fn spans_cover_the_bytes_of_values() {
    let (sources, node, _) = read_all("{\"é\": [ 12 , \"ß\" ] }", Format::Json);
    let node = node.unwrap();
    let list = node.get("é").unwrap();
    assert_eq!(sources.text(list.span), "[ 12 , \"ß\" ]");
    assert_eq!(sources.text(list.as_array().unwrap()[1].span), "\"ß\"");
    assert_eq!(sources.text(node.as_object().unwrap().member("é").unwrap().key_span), "\"é\"");
}
