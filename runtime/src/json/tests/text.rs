//! Strings: lengths, patterns, formats, and the same rules on text that isn't JSON.

use super::*;

fn two_to_four(json: &mut Json<'_>) -> Checked {
    json.text(&Text::ANY.min_length(2).max_length(4))
}

#[test]
fn lengths_count_scalars_of_the_decoded_string() {
    const SHORT: &str = " minLength 2";
    const LONG: &str = " maxLength 4";
    table(
        two_to_four,
        &[
            (r#""ab""#, "passed 0"),
            (r#""abcd""#, "passed 0"),
            (r#""""#, SHORT),
            (r#""a""#, SHORT),
            (r#""abcde""#, LONG),
            // Non-ASCII: 2, 3 and 4 bytes a scalar.
            (r#""é""#, SHORT),
            (r#""éé""#, "passed 0"),
            (r#""借用检查""#, "passed 0"),
            (r#""借用检查器""#, LONG),
            (r#""🦀""#, SHORT),
            (r#""🦀🦀🦀🦀""#, "passed 0"),
            (r#""🦀🦀🦀🦀🦀""#, LONG),
            // A combining mark is a scalar of its own.
            ("\"e\u{301}\"", "passed 0"),
            // Each escape is one character.
            (r#""\n""#, SHORT),
            (r#""\"\\\/\b""#, "passed 0"),
            (r#""\f\n\r\t""#, "passed 0"),
            (r#""\f\n\r\t\u0041""#, LONG),
            (r#""\u0000""#, SHORT),
            (r#""\u00e9\u00E9""#, "passed 0"),
            // A pair of surrogates is one character, of 12 bytes.
            (r#""\ud83e\udd80""#, SHORT),
            (r#""\ud83e\udd80\uD83E\uDD80""#, "passed 0"),
            (r#""\ud83e\udd80\ud83e\udd80\ud83e\udd80\ud83e\udd80""#, "passed 0"),
            (r#""\ud83e\udd80\ud83e\udd80\ud83e\udd80\ud83e\udd80x""#, LONG),
            // A lone surrogate is one as well, in whichever order.
            (r#""\ud83e""#, SHORT),
            (r#""\udd80""#, SHORT),
            (r#""\udd80\ud83e""#, "passed 0"),
            (r#""\ud83e\ud83e\udd80""#, "passed 0"),
            (r#""\ud83ex""#, "passed 0"),
            (r#""\ud83e\n""#, "passed 0"),
            (r#""\ud83e\\dd80""#, LONG),
            ("1", r#" type "string""#),
            ("null", r#" type "string""#),
            ("[\"ab\"]", r#" type "string""#),
        ],
    );
}

#[test]
fn patterns_see_the_decoded_string() {
    fn word(json: &mut Json<'_>) -> Checked {
        static PATTERN: Pattern = Pattern::new("^[a-z]+$");
        json.text(&Text::ANY.pattern(&PATTERN))
    }
    fn digit(json: &mut Json<'_>) -> Checked {
        static PATTERN: Pattern = Pattern::translated(r"\d", "[0-9]");
        json.text(&Text::ANY.pattern(&PATTERN).min_length(3))
    }
    fn broken(json: &mut Json<'_>) -> Checked {
        static PATTERN: Pattern = Pattern::new("(");
        json.text(&Text::ANY.pattern(&PATTERN))
    }
    table(
        word,
        &[
            (r#""abc""#, "passed 0"),
            (r#""\u0061bc""#, "passed 0"),
            (r#""""#, r#" pattern "^[a-z]+$""#),
            (r#""aBc""#, r#" pattern "^[a-z]+$""#),
            (r#""ab\n""#, r#" pattern "^[a-z]+$""#),
        ],
    );
    table(
        digit,
        &[
            (r#""ab1""#, "passed 0"),
            (r#""ab\u0031""#, "passed 0"),
            (r#""abc""#, r#" pattern "\\d""#),
            (r#""٣٣٣""#, r#" pattern "\\d""#),
            (r#""a""#, r#" minLength 3;  pattern "\\d""#),
        ],
    );
    table(broken, &[(r#""(""#, r#" pattern "(""#)]);
}

#[test]
fn formats() {
    let cases: &[(Format, &[&str], &[&str])] = &[
        (
            Format::Date,
            &["2024-02-29", "2000-02-29", "1999-12-31", "0000-01-01"],
            &["2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "2024-01-00", "24-01-01", ""],
        ),
        (Format::Date, &[], &["2024-1-01", "2024-01-011", "2024/01/01", "+024-01-01", "２024-01-01", "2024-01-01T"]),
        (
            Format::Time,
            &["00:00:00Z", "23:59:59.123456z", "12:30:00+05:30", "23:59:60Z", "00:29:60+00:30", "22:59:60-01:00"],
            &["24:00:00Z", "12:60:00Z", "12:00:61Z", "12:00:60Z", "12:00:00", "12:00Z", "12:00:00.Z", "12:00:00+5:30"],
        ),
        (Format::Time, &[], &["12:00:00+24:00", "12:00:00+00:60", "12:00:00ZZ", "", "1２:00:00Z", "12:00:00 Z"]),
        (
            Format::DateTime,
            &["2024-02-29T12:00:00Z", "2024-02-29t12:00:00.5-00:00", "1998-12-31T23:59:60Z"],
            &[
                "2024-02-29 12:00:00Z",
                "2024-02-30T12:00:00Z",
                "2024-02-29T12:00:00",
                "2024-02-29",
                "",
                "２０２４-02-2T",
            ],
        ),
        (
            Format::Uuid,
            &["123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000"],
            &[
                "123e4567e89b12d3a456426614174000",
                "123e4567-e89b-12d3-a456-42661417400g",
                "",
                "{123e4567-e89b-12d3-a456-426614174000}",
            ],
        ),
        (
            Format::Email,
            &["a@b.example", "first.last+tag@mail.example", "x@localhost"],
            &[
                "", "a", "@b", "a@", "a@@b", "a@b@c", "a b@c", ".a@b", "a.@b", "a..b@c", "a@-b", "a@b..c", "a@b c",
                "\"a\"@b",
            ],
        ),
        (
            Format::Hostname,
            &["a", "example.com", "a-b.c1", "1.2.3.4", "xn--bcher-kva.example"],
            &["", ".", "a.", ".a", "-a", "a-", "a_b", "a b", "bücher.example", "a..b"],
        ),
        (
            Format::Ipv4,
            &["0.0.0.0", "255.255.255.255"],
            &["256.0.0.0", "1.2.3", "1.2.3.4.5", "01.2.3.4", " 1.2.3.4", ""],
        ),
        (
            Format::Ipv6,
            &["::", "::1", "2001:db8::ff00:42:8329", "::ffff:1.2.3.4"],
            &["", ":", ":::", "1::2::3", "12345::", "fe80::1%eth0", "[::1]", "1:2:3:4:5:6:7:8:9"],
        ),
        (
            Format::Uri,
            &["https://example.com/a?b=c#d", "urn:x", "mailto:a@b", "a:", "http://[::1]:80/%20"],
            &[
                "",
                "//example.com",
                "/a",
                "1a:b",
                ":b",
                "http://a b",
                "http://a/%2",
                "http://a/%zz",
                "http://ü",
                "a:<b>",
            ],
        ),
    ];
    for (format, good, bad) in cases {
        good.iter().for_each(|text| assert!(format.accepts(text), "{format:?} {text}"));
        bad.iter().for_each(|text| assert!(!format.accepts(text), "{format:?} {text}"));
    }
    let long = |label: usize| "a".repeat(label);
    assert!(Format::Hostname.accepts(&long(63)));
    assert!(!Format::Hostname.accepts(&long(64)));
    assert!(!Format::Hostname.accepts(&[long(63), long(63), long(63), long(62)].join(".")));
    assert!(Format::Email.accepts(&format!("{}@b", long(64))));
    assert!(!Format::Email.accepts(&format!("{}@b", long(65))));
}

#[test]
fn a_format_in_a_body() {
    fn date(json: &mut Json<'_>) -> Checked {
        json.text(&Text { format: Some(Format::Date), ..Text::ANY })
    }
    table(
        date,
        &[
            (r#""2024-02-29""#, "passed 0"),
            (r#""2024\u002d02-29""#, "passed 0"),
            (r#""2024-02-30""#, r#" format "date""#),
        ],
    );
}

#[test]
fn conditional_rules_pass_other_types() {
    fn short_if_text(json: &mut Json<'_>) -> Checked {
        json.text_if(&Text::ANY.max_length(1))
    }
    table(short_if_text, &[("1", "passed 0"), ("[]", "passed 0"), (r#""ab""#, " maxLength 1"), (r#""a""#, "passed 0")]);
}

#[test]
fn text_that_is_no_json() {
    static PATTERN: Pattern = Pattern::new("^[a-z\"\\\\]*$");
    let rules = Text { format: Some(Format::Hostname), ..Text::ANY.min_length(1).max_length(3).pattern(&PATTERN) };
    let keyword = |text| {
        check_text(text, &rules).map_err(|violation| {
            assert_eq!(violation.pointer, "");
            format!("{} {}", violation.keyword, violation.limit.unwrap())
        })
    };
    assert_eq!(keyword("abc"), Ok(()));
    assert_eq!(keyword(""), Err("minLength 1".to_owned()));
    assert_eq!(keyword("abcd"), Err("maxLength 3".to_owned()));
    assert_eq!(keyword("éé"), Err(r#"pattern "^[a-z\"\\\\]*$""#.to_owned()));
    // Quotes and backslashes are plain text here.
    assert_eq!(keyword("\"\\"), Err(r#"format "hostname""#.to_owned()));
}
