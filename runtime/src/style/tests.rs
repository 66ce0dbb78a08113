#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

/// What was sent, with the marks of texts without types left out.
fn read(style: Style, coding: Coding, texts: &[&str]) -> String {
    let mut to = String::new();
    match Sent::new(texts, coding).write(style, &mut to) {
        Ok(()) => to.replace('\u{1}', ""),
        Err(violation) => violation.keyword.to_owned(),
    }
}

#[test]
fn each_style_reads_what_it_writes() {
    use Coding::{Form, Percent, Plain};
    use Style::{Json, JsonItems, List, Pairs, Repeated, Text, Turns};
    let rows: &[(Style, Coding, &[&str], &str)] = &[
        (Text, Form, &["a+b%20c"], r#""a b c""#),
        (Text, Percent, &["a+b%2Fc"], r#""a+b/c""#),
        (Text, Plain, &["a%20\"b\""], r#""a%20\"b\"""#),
        (Text, Percent, &["%ff"], "type"),
        (Text, Form, &["a", "b"], "duplicate_parameter"),
        (Repeated, Form, &["a", "b,c"], r#"["a","b,c"]"#),
        (Repeated, Form, &["a"], r#""a""#),
        (List(','), Form, &["a,b"], r#"["a","b"]"#),
        (List(','), Form, &["a,b%2Cc"], r#"["a","b,c"]"#),
        (List(','), Form, &["a%2Cb%2cc"], r#"["a","b","c"]"#),
        (List(','), Form, &["a", "b"], "duplicate_parameter"),
        (List(' '), Form, &["a+b%20c"], r#"["a","b","c"]"#),
        (List(' '), Percent, &["a+b%20c"], r#"["a+b","c"]"#),
        (List('|'), Form, &["a|b%7Cc"], r#"["a","b|c"]"#),
        (List('|'), Form, &["a%7cb%7Cc"], r#"["a","b","c"]"#),
        (List(','), Plain, &["a, b", "c"], r#"["a","b","c"]"#),
        (Turns(','), Form, &["R,100,G,2%2C0"], r#"{"R":"100","G":"2,0"}"#),
        (Turns(','), Form, &["R,100,G"], r#""R,100,G""#),
        (Pairs(','), Percent, &["R=100,G=%20"], r#"{"R":"100","G":" "}"#),
        (Pairs(','), Percent, &["R=100,G"], r#""R=100,G""#),
        (Json, Form, &["%7B%22a%22:1%7D"], r#"{"a":1}"#),
        (Json, Form, &["{\"a\":"], r#""{\"a\":""#),
        (JsonItems, Form, &["{\"a\":1}"], r#"[{"a":1}]"#),
        (JsonItems, Form, &["[1]"], "[1]"),
        (JsonItems, Form, &["{}", "{}"], "[{},{}]"),
    ];
    for (style, coding, texts, expected) in rows {
        assert_eq!(read(*style, *coding, texts), *expected, "{style:?} {coding:?} {texts:?}");
    }
}

#[test]
fn names_with_brackets_lead_to_their_place() {
    let fields = &[
        Encoded::new("list", Style::List(',')),
        Encoded::new("raw[]", Style::Text),
        Encoded::new("colour", Style::Members(&["R", "G"])),
        Encoded::new("address", Style::Json),
    ];
    let rows: &[(&str, &str)] = &[
        ("a=1&b=x+y", r#"{"a":"1","b":"x y"}"#),
        ("a=1&a=2", r#"{"a":["1","2"]}"#),
        ("a[b]=1&a[c][d]=2", r#"{"a":{"b":"1","c":{"d":"2"}}}"#),
        ("a%5Bb%5D=1", r#"{"a":{"b":"1"}}"#),
        ("a[]=1&a[]=2", r#"{"a":["1","2"]}"#),
        ("a[10]=c&a[2]=b&a[0]=a", r#"{"a":{"0":"a","2":"b","10":"c"}}"#),
        ("a[][p]=1&a[][q]=2&a[][p]=3", r#"{"a":[{"p":"1","q":"2"},{"p":"3"}]}"#),
        ("a=1&a[b]=2", r#"{"a":["1",{"b":"2"}]}"#),
        ("a[b=1", r#"{"a[b":"1"}"#),
        ("[a]=1", r#"{"[a]":"1"}"#),
        ("list=1,2&raw[]=x", r#"{"list":["1","2"],"raw[]":"x"}"#),
        ("R=1&G=2&B=3", r#"{"B":"3","colour":{"G":"2","R":"1"}}"#),
        ("address=%7B%22n%22%3A1%7D", r#"{"address":{"n":1}}"#),
        ("address[n]=1", r#"{"address":{"n":"1"}}"#),
        ("", "{}"),
    ];
    for (text, expected) in rows {
        assert_eq!(form(text, fields).unwrap().replace('\u{1}', ""), *expected, "{text}");
    }
    // No name makes the gateway nest deeper than it bounds.
    let deep = format!("a{}=1", "[b]".repeat(5000));
    assert!(form(&deep, fields).unwrap().starts_with(r#"{"a[b][b]"#));
}
