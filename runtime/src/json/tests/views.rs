//! Single members of a body that was checked.

use super::view::{boolean, member, string, unsigned};

#[test]
fn members_as_they_stand() {
    let body = br#" { "a" : "x\"}," , "b":[1,{"c":"]"},[]] ,"c":-1.5e3,"d":{"a":2,"e":{}},"\u0065":true,"f\\":null,"":"", "a":9 } "#;
    let rows: &[(&str, Option<&str>)] = &[
        ("a", Some(r#""x\"},""#)),
        ("b", Some(r#"[1,{"c":"]"},[]]"#)),
        ("c", Some("-1.5e3")),
        ("d", Some(r#"{"a":2,"e":{}}"#)),
        ("e", Some("true")),
        ("f\\", Some("null")),
        ("", Some(r#""""#)),
        ("f", None),
        ("x", None),
        ("\\u0065", None),
    ];
    for (name, value) in rows {
        assert_eq!(member(body, name), value.map(str::as_bytes), "{name}");
    }
    for body in ["[]", "1", "\"a\"", "null", "{}", " { } ", r#"["a",1]"#, r#"{"b":{"a":1}}"#] {
        assert_eq!(member(body.as_bytes(), "a"), None, "{body}");
    }
}

#[test]
fn no_json_is_no_panic() {
    let body = br#"{"a\u0061":[1,"\\",{"b":true}],"b":"\"", "c" : 1.5e-3}"#;
    for name in ["b", "c", "d", "aa"] {
        for end in 0..body.len() {
            let _ = member(&body[..end], name);
            for byte in [0, b'"', b'\\', b'[', b'}', b',', b':', 0xff] {
                let mut mutated = body.to_vec();
                mutated[end] = byte;
                let _ = member(&mutated, name);
            }
        }
    }
}

#[test]
fn scalars() {
    assert_eq!(string(br#""abc""#).as_deref(), Some("abc"));
    assert_eq!(string(br#"  "\u00e9\n\ud83e\udd80" "#).as_deref(), Some("é\n🦀"));
    assert_eq!(string(b"1"), None);
    assert_eq!(string(b"\"a"), None);
    assert_eq!(string(b"\"\xff\""), None);
    assert!(matches!(string(br#""abc""#), Some(std::borrow::Cow::Borrowed(_))));
    assert_eq!(
        [boolean(b"true"), boolean(b" false "), boolean(b"1"), boolean(b"")],
        [Some(true), Some(false), None, None]
    );
    assert_eq!(unsigned(b"18446744073709551615"), Some(u64::MAX));
    assert_eq!(unsigned(b" 0 "), Some(0));
    for no_number in ["18446744073709551616", "-1", "+1", "1.0", "1e3", "", "\"1\"", "1 2"] {
        assert_eq!(unsigned(no_number.as_bytes()), None, "{no_number}");
    }
}
