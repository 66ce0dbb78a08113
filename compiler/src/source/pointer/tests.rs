#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::{Pointer, PointerError, escape};
use crate::source::Format;
use crate::source::tests::{json, read_all};

/// The document and the pointers of RFC 6901, sections 5 and 6.
#[test]
fn the_examples_of_the_rfc_resolve() {
    let text = r#"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#;
    let document = read_all(text, Format::Json).1.unwrap();
    for (pointer, fragment, expected) in [
        ("/foo", "#/foo", r#"["bar","baz"]"#),
        ("/foo/0", "#/foo/0", r#""bar""#),
        ("/", "#/", "0"),
        ("/a~1b", "#/a~1b", "1"),
        ("/c%d", "#/c%25d", "2"),
        ("/e^f", "#/e%5Ef", "3"),
        ("/g|h", "#/g%7Ch", "4"),
        ("/i\\j", "#/i%5Cj", "5"),
        ("/k\"l", "#/k%22l", "6"),
        ("/ ", "#/%20", "7"),
        ("/m~0n", "#/m~0n", "8"),
        ("", "#", text),
    ] {
        let parsed = Pointer::parse(pointer).unwrap();
        assert_eq!(Pointer::parse_fragment(fragment), Ok(parsed.clone()), "{fragment}");
        assert_eq!(parsed.to_string(), pointer);
        assert_eq!(parsed.resolve(&document).map(json).as_deref(), Some(expected), "{pointer}");
    }
    for absent in ["/foo/2", "/foo/00", "/foo/-", "/foo/+0", "/bar", "/foo/0/x"] {
        assert!(Pointer::parse(absent).unwrap().resolve(&document).is_none(), "{absent}");
    }
}

#[test]
fn what_is_no_pointer_is_refused() {
    assert_eq!(Pointer::parse("a"), Err(PointerError::NoSlash));
    assert_eq!(Pointer::parse("/~2"), Err(PointerError::BadTilde));
    assert_eq!(Pointer::parse("/~"), Err(PointerError::BadTilde));
    for bad in ["#/%", "#/%4", "#/%zz", "#/%ff"] {
        assert_eq!(Pointer::parse_fragment(bad), Err(PointerError::BadPercent), "{bad}");
    }
    assert_eq!(escape("~1/"), "~01~1");
    assert_eq!(Pointer::default().child("a/b").child("0").to_string(), "/a~1b/0");
}
