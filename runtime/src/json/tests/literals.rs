//! Enumerations, closed and open.

use super::*;

const VALUES: &[Literal] = &[
    Literal::String("red"),
    Literal::String("a\"b\\\n"),
    Literal::String("🦀"),
    Literal::Number("1"),
    Literal::Number("0.50"),
    Literal::Bool(true),
    Literal::Null,
    Literal::Json(r#"{"a":[1,2],"b":"x"}"#),
    Literal::Json("[]"),
];

const SHOWN: &str = r#" enum ["red","a\"b\\\u000a","🦀",1,0.50,true,null,{"a":[1,2],"b":"x"},[]]"#;

#[test]
fn closed() {
    fn one_of_them(json: &mut Json<'_>) -> Checked {
        json.enumeration(VALUES)
    }
    for known in [
        r#""red""#,
        r#""r\u0065d""#,
        r#""a\"b\\\n""#,
        r#""a\u0022b\u005C\u000a""#,
        r#""🦀""#,
        r#""\ud83e\udd80""#,
        "1",
        "1.0",
        "10e-1",
        "0.5",
        "5E-1",
        "true",
        "null",
        r#"{"a":[1,2],"b":"x"}"#,
        r#" { "b" : "\u0078" , "\u0061" : [ 1.0, 2e0 ] } "#,
        " [ ] ",
    ] {
        assert_eq!(verdict(known, one_of_them), "passed 0", "{known}");
    }
    for unknown in [
        r#""Red""#,
        r#""red ""#,
        r#""""#,
        r#""1""#,
        r#""\ud83e""#,
        "1.0000000000000000000001",
        "-1",
        "0",
        "false",
        r#"{"a":[2,1],"b":"x"}"#,
        r#"{"a":[1,2]}"#,
        r#"{"a":[1,2],"b":"x","c":1}"#,
        "{}",
        "[[]]",
    ] {
        assert_eq!(verdict(unknown, one_of_them), SHOWN, "{unknown}");
    }
}

#[test]
fn a_lone_surrogate_compares_as_the_replacement_character() {
    fn replacement(json: &mut Json<'_>) -> Checked {
        json.enumeration(&[Literal::String("\u{FFFD}")])
    }
    table(replacement, &[(r#""\ud800""#, "passed 0"), (r#""\udfff""#, "passed 0"), (r#""\ufffd""#, "passed 0")]);
}

#[test]
fn open_counts_unknown_values_of_the_known_types() {
    fn open(json: &mut Json<'_>) -> Checked {
        json.open_enumeration(&[Literal::String("red"), Literal::Number("1")])
    }
    table(
        open,
        &[
            (r#""red""#, "passed 0"),
            (r#""\u0072ed""#, "passed 0"),
            (r#""blue""#, "passed 1"),
            ("1e0", "passed 0"),
            ("2", "passed 1"),
            ("null", r#" type ["number","string"]"#),
            ("[]", r#" type ["number","string"]"#),
        ],
    );
    fn opens(json: &mut Json<'_>) -> Checked {
        json.array(&Array::of(open))
    }
    table(
        opens,
        &[
            (r#"["a","a","red",1,2]"#, "passed 3"),
            (r#"["a",true,{}]"#, r#"/1 type ["number","string"]; /2 type ["number","string"]"#),
        ],
    );
}
