//! The grammar, the encoding, the bounds on depth, and the form of the list.

use super::*;

const VALID: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-1",
    "10",
    "1.5",
    "1e5",
    "1E+5",
    "1e-05",
    "0.00",
    "-0.1e1",
    "\"\"",
    "[]",
    "{}",
    " \t\r\n1 \t\r\n",
    "[ ]",
    "{ }",
    "[1,2]",
    "[[],{}]",
    r#"{"":0}"#,
    r#"{"a":1,"a":2}"#,
    r#"{"a":{"b":[{}]}}"#,
    r#""\"\\\/\b\f\n\r\t\u0000\uFFFF\ud800""#,
    "\"\u{7f}\u{80}\u{2028}\u{10ffff}\"",
    "\"0123456789abcdef0123456789\"",
];

const INVALID: &[&str] = &[
    "",
    " ",
    "nul",
    "nulL",
    "tru",
    "True",
    "fals",
    "NaN",
    "Infinity",
    "-",
    "-a",
    "+1",
    "01",
    "-01",
    "00",
    "1.",
    "1.e5",
    ".5",
    "1e",
    "1e+",
    "1e5.5",
    "0x1",
    "1_0",
    "1 2",
    "1,",
    "\"",
    "\"a",
    "'a'",
    "\"\\\"",
    "\"\\",
    "\"\\x\"",
    "\"\\u\"",
    "\"\\u12\"",
    "\"\\u123g\"",
    "\"\\U0041\"",
    "\"\\u+123\"",
    "\"\n\"",
    "\"\t\"",
    "\"\u{1f}\"",
    "\"\u{0}\"",
    "\"0123456789abcdef0123456789\u{1f}0123456789\"",
    "\"0123456789abcdef0123456789",
    "[",
    "[1",
    "[1,",
    "[1,]",
    "[,1]",
    "[,]",
    "[1 2]",
    "[1}",
    "]",
    "[]]",
    "[1:2]",
    "{",
    "{\"a\"",
    "{\"a\":",
    "{\"a\":1",
    "{\"a\":1,",
    "{\"a\":1,}",
    "{,}",
    "{\"a\"}",
    "{\"a\",1}",
    "{a:1}",
    "{1:1}",
    "{'a':1}",
    "{\"a\"::1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\":1]",
    "}",
    "{}}",
    "{}{}",
    "null null",
    "nullnull",
    "\u{feff}1",
    "1\u{feff}",
    "\u{a0}1",
    "1\u{2028}",
    "1\u{c}",
    "1\u{0}",
    "\u{0}",
    "/**/1",
    "1//",
];

/// Any value, read by the parts that check rather than skip.
fn walked(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        null: Some(null),
        boolean: Some(boolean),
        number: Some(|json| json.number(&Numeric::NUMBER.at_least("-1e400"))),
        string: Some(|json| json.text(&Text::ANY.max_length(1_000_000))),
        array: Some(|json| json.array(&Array::of(walked))),
        object: Some(|json| json.object(&Object::ANY.others(Others::Check(walked)))),
    })
}

#[test]
fn the_grammar_is_strict() {
    for check_with in [any as Check, walked, |json| json.any_of(&[string, walked]), |json| json.enumeration(&[])] {
        for body in VALID {
            let verdict = check(body.as_bytes(), check_with);
            assert!(!matches!(verdict, Err(Rejected::Syntax { .. })), "{body} {verdict:?}");
        }
        for body in INVALID {
            let verdict = check(body.as_bytes(), check_with);
            assert!(matches!(verdict, Err(Rejected::Syntax { .. })), "{body:?} {verdict:?}");
        }
    }
    VALID.iter().for_each(|body| assert_eq!(verdict(body, walked), "passed 0", "{body}"));
}

#[test]
fn faults_say_where_and_what() {
    let syntax = |offset, expected| Err(Rejected::Syntax { offset, expected });
    let rows: &[(&[u8], usize, &str)] = &[
        (b"", 0, "a value"),
        (b"\xEF\xBB\xBF{}", 0, "a value"),
        (b"{} x", 3, "the end of the text"),
        (b"[1,]", 3, "a value"),
        (b"[1 2]", 3, "`,` or `]`"),
        (b"{\"a\" 1}", 5, "`:`"),
        (b"{\"a\":1,}", 7, "a member name"),
        (b"{\"a\":1;", 6, "`,` or `}`"),
        (b"\"\\x\"", 2, "the letter of an escape"),
        (b"\"\\u12x4\"", 5, "a hexadecimal digit"),
        (b"-x", 1, "a digit"),
        (b"\"a\xff\"", 2, "UTF-8 text"),
        // An overlong form, a surrogate and a value past U+10FFFF are no UTF-8.
        (b"\"\xC0\x80\"", 1, "UTF-8 text"),
        (b"\"\xED\xA0\x80\"", 1, "UTF-8 text"),
        (b"\"\xF4\x90\x80\x80\"", 1, "UTF-8 text"),
        (b"\"abc\xE5\x80", 4, "UTF-8 text"),
    ];
    for (body, offset, expected) in rows {
        for check_with in [any as Check, walked] {
            assert_eq!(check(body, check_with), syntax(*offset, *expected), "{}", body.escape_ascii());
        }
    }
    // UTF-16 isn't UTF-8.
    assert!(matches!(check(b"\xFF\xFE1\0", any), Err(Rejected::Syntax { offset: 0, .. })));
}

#[test]
fn a_syntax_fault_anywhere_wins_over_violations() {
    table(
        |json| json.array(&Array::of(string)),
        &[
            ("[1,2", r#"Syntax { offset: 4, expected: "`,` or `]`" }"#),
            ("[1] ]", r#"Syntax { offset: 4, expected: "the end of the text" }"#),
            ("[1,{\"a\":tru}]", r#"Syntax { offset: 8, expected: "true" }"#),
        ],
    );
}

#[test]
fn depth_is_bounded() {
    let nest = |open: &str, close: &str, depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
    for check_with in [any as Check, walked, |json| json.any_of(&[string, any]), array, object, |json| json.not(string)]
    {
        for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
            let at_most = MAX_DEPTH / open.matches(['[', '{']).count();
            let verdict = check(nest(open, close, at_most).as_bytes(), check_with);
            assert!(!matches!(verdict, Err(Rejected::TooDeep | Rejected::Syntax { .. })), "{verdict:?}");
            let deeper = nest(open, close, at_most + 1);
            assert_eq!(check(deeper.as_bytes(), check_with), Err(Rejected::TooDeep));
        }
        // An empty one counts as well.
        let bare = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_ne!(check(bare(MAX_DEPTH).as_bytes(), check_with), Err(Rejected::TooDeep));
        assert_eq!(check(bare(MAX_DEPTH + 1).as_bytes(), check_with), Err(Rejected::TooDeep));
        let start = std::time::Instant::now();
        for hostile in ["[".repeat(1_000_000), "{\"a\":".repeat(200_000), "[[],".repeat(250_000)] {
            assert_eq!(check(hostile.as_bytes(), check_with), Err(Rejected::TooDeep));
        }
        assert!(start.elapsed().as_secs() < 5);
    }
    // Depth is counted over checked and skipped parts together.
    fn half(json: &mut Json<'_>) -> Checked {
        json.array(&Array::of(|json| json.array(&Array::ANY)))
    }
    let bare = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(verdict(&bare(MAX_DEPTH), half), "passed 0");
    assert_eq!(verdict(&bare(MAX_DEPTH + 1), half), "TooDeep");
    // Siblings don't add up.
    assert_eq!(verdict(&format!("[{}]", vec!["[[]]"; 500].join(",")), half), "passed 0");
}

#[test]
fn twenty_violations_in_the_order_of_the_body() {
    fn numbers(json: &mut Json<'_>) -> Checked {
        json.array(&Array::of(number).min_items(100))
    }
    let listed = |count: usize| match check(format!("[{}]", vec!["\"x\""; count].join(",")).as_bytes(), numbers) {
        Err(Rejected::Violations(list)) => list,
        other => panic!("{other:?}"),
    };
    assert_eq!(listed(18).len(), 19);
    assert_eq!(listed(19).len(), 20);
    assert_eq!(listed(20).len(), 20);
    assert_eq!(listed(5000).len(), 20);
    // The array's own violation stands before its items', though it is found last.
    assert_eq!(listed(5)[0].keyword, "minItems");
    let pointers: Vec<String> = listed(50).into_iter().map(|violation| violation.pointer).collect();
    assert_eq!(pointers, (0..20).map(|index| format!("/{index}")).collect::<Vec<_>>());
    assert_eq!(listed(50), listed(50));
}

#[test]
fn whitespace_changes_no_verdict() {
    let compact = r#"{"role":"user","content":[],"name":"abcde","temperature":2.1}"#;
    let spaced = compact.replace(['{', '}', '[', ']', ':', ','], "\r\n\t $0").replace("$0", "");
    assert!(check(spaced.as_bytes(), any).is_err());
    let mut spaced = String::new();
    for char in compact.chars() {
        let structural = "{}[]:,".contains(char);
        spaced.push_str(&if structural { format!("\r\n {char}\t ") } else { char.to_string() });
    }
    assert_eq!(verdict(&spaced, tool_message), verdict(compact, tool_message));
}

#[test]
fn limits_are_json() {
    let shown = |limit: Limit| limit.to_string();
    assert_eq!(shown(Limit::Text("a\"\\\u{1}é")), r#""a\"\\\u0001é""#);
    assert_eq!(shown(Limit::Count(u64::MAX)), "18446744073709551615");
    assert_eq!(shown(Limit::Number("1e400")), "1e400");
    assert_eq!(shown(Limit::Types(Types::NONE)), "[]");
    assert_eq!(shown(Limit::Types(Types::INTEGER.and(Types::NULL))), r#"["null","integer"]"#);
    assert_eq!(shown(Limit::Branches(&[("a\n", any), ("b", any)])), r#"["a\u000a","b"]"#);
    assert_eq!(shown(Limit::Values(&[])), "[]");
}

/// Strings are scanned by words and by wider chunks: every end has to be seen at every distance, behind every neighbour.
#[test]
fn the_end_of_a_string_is_found_wherever_it_stands() {
    for filler in ["a", "!", "#", "[", "]", " ", "\u{7f}", "é", "借", "🦀"] {
        for length in 0..120 {
            let text = filler.repeat(length);
            let blank = if filler == " " { length } else { 0 };
            assert_eq!(verdict(&format!("\"{text}\""), walked), "passed 0");
            assert_eq!(verdict(&format!("[\"{text}\",\"{text}\\n{text}\"]"), walked), "passed 0");
            for (end, expected) in [
                ("\u{0}", "`\"`, an escape or a character"),
                ("\u{1f}", "`\"`, an escape or a character"),
                ("\n", "`\"`, an escape or a character"),
                ("", "`\"`, an escape or a character"),
                ("\\", "the letter of an escape"),
            ] {
                let offset = 1 + text.len() + usize::from(end == "\\");
                let rest = if end.is_empty() { String::new() } else { "é".repeat(30) };
                let body = format!("\"{text}{end}{rest}");
                assert_eq!(check(body.as_bytes(), any), Err(Rejected::Syntax { offset, expected }), "{body:?}");
            }
            assert_eq!(
                check(format!("\"{text}\"{text}x\"").as_bytes(), any),
                Err(Rejected::Syntax { offset: 2 + text.len() + blank, expected: "the end of the text" }),
                "{filler} {length}"
            );
        }
    }
}
