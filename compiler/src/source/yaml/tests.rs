#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::source::tests::{json, read, read_all};
use crate::source::{Format, Kind};

#[test]
fn scalars_follow_the_core_schema() {
    for (text, expected) in [
        ("no", "\"no\""),
        ("on", "\"on\""),
        ("y", "\"y\""),
        ("08", "\"08\""),
        ("-08", "\"-08\""),
        ("007", "\"007\""),
        ("1_000", "\"1_000\""),
        ("2024-10-21", "\"2024-10-21\""),
        ("12:30:45", "\"12:30:45\""),
        ("1.2.3", "\"1.2.3\""),
        ("0o17", "15"),
        ("0x1F", "31"),
        (".5", "0.5"),
        ("-.5e3", "-0.5e3"),
        ("+1", "1"),
        ("1.", "1"),
        ("1.e5", "1e5"),
        ("0", "0"),
        ("-0.0", "-0.0"),
        ("-9223372036854776000", "-9223372036854776000"),
        ("1e", "\"1e\""),
        (".", "\".\""),
        ("0x", "\"0x\""),
        ("0b1", "\"0b1\""),
        ("True", "true"),
        ("FALSE", "false"),
        ("tRue", "\"tRue\""),
        ("~", "null"),
        ("Null", "null"),
        ("\"\"", "\"\""),
        ("'1'", "\"1\""),
        ("\"true\"", "\"true\""),
        ("|-\n  1", "\"1\""),
        ("!!str 1", "\"1\""),
        ("! 1", "\"1\""),
        ("!!int \"7\"", "7"),
        ("!!float 1", "1"),
        ("!!null ''", "null"),
        ("!!seq [1]", "[1]"),
        ("!!map {a: 1}", "{\"a\":1}"),
    ] {
        assert_eq!(
            read(&format!("a: {text}\n"), Format::Yaml),
            (Some(format!("{{\"a\":{expected}}}")), String::new()),
            "{text}"
        );
    }
}

#[test]
fn keys_are_texts_as_they_were_written() {
    let (node, said) = read("200: a\ntrue: b\n~: c\n0x1: d\n'q': e\n? f\n: g\n", Format::Yaml);
    assert_eq!(node.as_deref(), Some(r#"{"200":"a","true":"b","~":"c","0x1":"d","q":"e","f":"g"}"#), "{said}");
}

#[test]
fn aliases_and_merge_keys_bring_copies() {
    let text = "base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\na: {<<: *b, y: 9}\nc: {<<: [*b, *m]}\nd: *b\n";
    let (node, said) = read(text, Format::Yaml);
    assert_eq!(
        node.as_deref(),
        Some(
            r#"{"base":{"x":1,"y":2},"more":{"y":3,"z":4},"a":{"y":9,"x":1},"c":{"x":1,"y":2,"z":4},"d":{"x":1,"y":2}}"#
        ),
        "{said}"
    );
}

#[test]
fn errors_stand_at_their_place() {
    for (text, place, code) in [
        ("é: 1 # ü\r\né: 2\r\n", "2:1", "GW0102"),
        ("a: .inf", "1:4", "GW0111"),
        ("a: -.INF", "1:4", "GW0111"),
        ("a: .nan", "1:4", "GW0111"),
        ("a: 0xfffffffffffffffffffffffffffffffff", "1:4", "GW0111"),
        ("a: !!int many", "1:4", "GW0112"),
        ("a: !new {b: 1}", "1:4", "GW0112"),
        ("a: {{b}}", "1:5", "GW0113"),
        ("[a]: 1", "1:1", "GW0113"),
        ("<<: 1", "1:1", "GW0114"),
        ("a: {<<: {b: 1}, <<: {c: 1}}", "1:17", "GW0102"),
        ("a: 1\n---\nb: 1", "2:1", "GW0109"),
        ("ü: 'é'\nö: *a", "2:4", "GW0101"),
        ("é: ü\n\tb: 1", "1:4", "GW0101"),
        ("a: \"é", "1:4", "GW0101"),
        ("# only this", "1:1", "GW0108"),
    ] {
        let (_, said) = read(text, Format::Yaml);
        assert!(said.starts_with(&format!("f:{place}")) && said.contains(&format!("error[{code}]")), "{text}: {said}");
    }
}

#[test]
fn spans_cover_the_bytes_of_values() {
    for end in ["\n", "\r\n"] {
        let text = "ü: # ñ\n  é: \"ö\" # ß\n  l:\n    - 1\n    - ä b\n  t: |\n    ß\n  n:\n  f: [ ä, 2 ]\nz: ë\n"
            .replace('\n', end);
        let (sources, node, diagnostics) = read_all(&text, Format::Yaml);
        assert!(diagnostics.iter().next().is_none());
        let node = node.unwrap();
        let outer = node.get("ü").unwrap();
        let shown = |key: &str| sources.text(outer.get(key).unwrap().span).replace("\r\n", "\n");
        assert_eq!(shown("é"), "\"ö\"");
        assert_eq!(shown("l"), "- 1\n    - ä b");
        assert_eq!(shown("t"), "ß");
        assert_eq!(shown("n"), "");
        assert_eq!(shown("f"), "[ ä, 2 ]");
        assert_eq!(sources.text(node.get("z").unwrap().span), "ë");
        assert_eq!(sources.text(outer.as_object().unwrap().member("é").unwrap().key_span), "é");
        assert!(sources.text(outer.span).ends_with("[ ä, 2 ]"));
    }
}

#[test]
fn a_bracket_in_the_column_of_its_key_is_taken() {
    let text = "a:\n  é: [\n    1,\n    'ü'\n  ]\n  b: {\r\n    c: \"2\"\r\n  }\n  d: x\n";
    let (sources, node, diagnostics) = read_all(text, Format::Yaml);
    assert!(diagnostics.iter().next().is_none());
    let node = node.unwrap();
    let inner = node.get("a").unwrap();
    assert_eq!(json(inner), r#"{"é":[1,"ü"],"b":{"c":"2"},"d":"x"}"#);
    assert_eq!(sources.text(inner.get("b").unwrap().span), "{\r\n    c: \"2\"\r\n  }");
    assert_eq!(sources.text(inner.get("d").unwrap().span), "x");
    let (_, said) = read("a:\n  b: [\n    '1' # c\n  ]\n", Format::Yaml);
    assert!(said.contains("f:4:3: error[GW0101]"), "{said}");
}

#[test]
fn json_with_surrogate_pairs_reads_under_a_yaml_name() {
    let (_, node, _) = read_all(r#"{"a": "\ud83d\ude00"}"#, Format::Yaml);
    assert!(matches!(&node.unwrap().get("a").unwrap().kind, Kind::String(text) if &**text == "😀"));
}
