//! Members set in a text and removed from it, by JSON Pointer (RFC 6901). All other bytes stay as they are.
//!
//! A name that stands several times in one object is treated as one: readers differ in which of them they take, so what is
//! set is set in all, and what is removed is removed from all.

use std::borrow::Cow;
use std::ops::Range;

use super::view;
use crate::text::json_string;

/// What is done at a pointer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Edit<'e> {
    /// This JSON stands there afterwards. Objects on the way to it are made, where there is nothing, and arrays where `-` or
    /// `0` is asked of it, the places of a first item.
    Set(&'e str),
    /// Nothing stands there afterwards.
    Remove,
}

/// A body has no place for what is to be set: it has something else than an object on the way, or no such item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoPlace;

/// The body with one edit. The body was checked to be JSON; of other bytes the result says nothing, but it never panics.
///
/// # Errors
/// The body has no place for what is to be set.
pub(crate) fn edit(body: &[u8], pointer: &str, edit: Edit<'_>) -> Result<Vec<u8>, NoPlace> {
    let tokens: Vec<Cow<'_, str>> = pointer.split('/').skip(1).map(decoded).collect();
    let start = body.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(body.len());
    let mut changes = Vec::new();
    within(body, start, &tokens, edit, &mut changes)?;
    let mut edited = Vec::with_capacity(body.len() + changes.iter().map(|change| change.text.len()).sum::<usize>());
    let mut copied = 0;
    for Change { range, text } in changes {
        edited.extend_from_slice(body.get(copied..range.start).unwrap_or_default());
        edited.extend_from_slice(text.as_bytes());
        copied = range.end;
    }
    edited.extend_from_slice(body.get(copied..).unwrap_or_default());
    Ok(edited)
}

/// A token of a pointer as the name that it stands for.
fn decoded(token: &str) -> Cow<'_, str> {
    if token.contains('~') { token.replace("~1", "/").replace("~0", "~").into() } else { token.into() }
}

/// Bytes that others take the place of. Changes come in the order of their ranges, which don't overlap.
struct Change {
    range: Range<usize>,
    text: String,
}

/// Edits in the value that starts at `at`.
fn within(
    body: &[u8],
    at: usize,
    tokens: &[Cow<'_, str>],
    edit: Edit<'_>,
    changes: &mut Vec<Change>,
) -> Result<(), NoPlace> {
    let Some((token, deeper)) = tokens.split_first() else {
        if let (Edit::Set(value), Some(end)) = (edit, view::value_end(body, at)) {
            changes.push(Change { range: at..end, text: value.to_owned() });
        }
        return Ok(());
    };
    let (parts, named) = match body.get(at) {
        Some(b'{') => (view::parts(body, at), true),
        Some(b'[') => (view::parts(body, at), false),
        _ => return if matches!(edit, Edit::Set(_)) { Err(NoPlace) } else { Ok(()) },
    };
    // What is not whole was no JSON.
    let Some(parts) = parts else { return Ok(()) };
    let index = token.parse::<usize>().ok();
    let is_meant = |(number, part): (usize, &view::Part<'_>)| match part.name {
        Some(name) => view::names(name, token),
        None => index == Some(number),
    };
    let meant: Vec<bool> = parts.iter().enumerate().map(is_meant).collect();
    let found = meant.contains(&true);
    match edit {
        Edit::Remove if deeper.is_empty() => remove(&parts, &meant, changes),
        Edit::Set(value) if !found => {
            if !named && token != "-" {
                return Err(NoPlace);
            }
            let mut text = String::new();
            if named {
                json_string(&mut text, token);
                text.push(':');
            }
            nested(&mut text, deeper, value);
            let behind = parts.last().map_or(at + 1, |last| last.end);
            if !parts.is_empty() {
                text.insert(0, ',');
            }
            changes.push(Change { range: behind..behind, text });
        }
        _ => {
            for (part, _) in parts.iter().zip(&meant).filter(|(_, meant)| **meant) {
                within(body, part.value, deeper, edit, changes)?;
            }
        }
    }
    Ok(())
}

/// The value below objects and arrays that are made for it.
fn nested(text: &mut String, tokens: &[Cow<'_, str>], value: &str) {
    let is_item = |token: &Cow<'_, str>| matches!(&**token, "-" | "0");
    for token in tokens {
        if is_item(token) {
            text.push('[');
        } else {
            text.push('{');
            json_string(text, token);
            text.push(':');
        }
    }
    text.push_str(value);
    text.extend(tokens.iter().rev().map(|token| if is_item(token) { ']' } else { '}' }));
}

/// Takes parts out, each with one of the commas beside it.
fn remove(parts: &[view::Part<'_>], meant: &[bool], changes: &mut Vec<Change>) {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return };
    let take = |range| Change { range, text: String::new() };
    let kept = meant.iter().position(|meant| !meant);
    let Some(kept) = kept else {
        changes.push(take(first.start..last.end));
        return;
    };
    if let Some(after) = parts.get(kept).filter(|_| kept > 0) {
        changes.push(take(first.start..after.start));
    }
    for (pair, _) in parts.windows(2).zip(meant.iter().skip(1)).skip(kept).filter(|(_, meant)| **meant) {
        if let [before, part] = pair {
            changes.push(take(before.end..part.end));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn set(body: &str, pointer: &str, value: &str) -> Option<String> {
        edit(body.as_bytes(), pointer, Edit::Set(value)).ok().map(|edited| String::from_utf8(edited).unwrap())
    }

    fn removed(body: &str, pointer: &str) -> String {
        String::from_utf8(edit(body.as_bytes(), pointer, Edit::Remove).unwrap()).unwrap()
    }

    #[test]
    fn a_member_is_set_and_the_rest_keeps_its_bytes() {
        let body = " { \"a\" : 1.50 ,\t\"b\":{\"c\" : [ 1,2 , {\"d\":null}] } } ";
        assert_eq!(set(body, "/a", "\"x\"").unwrap(), body.replace("1.50", "\"x\""));
        assert_eq!(set(body, "/b/c/2/d", "true").unwrap(), body.replace("null", "true"));
        assert_eq!(set(body, "/b/c/1", "[]").unwrap(), body.replace("2 ,", "[] ,"));
        assert_eq!(set(body, "/b/c/-", "3").unwrap(), body.replace("}] }", "},3] }"));
        assert_eq!(set(body, "/b/e", "0").unwrap(), body.replace("}] }", "}],\"e\":0 }"));
        assert_eq!(set("{}", "/a", "1").unwrap(), "{\"a\":1}");
        assert_eq!(set("{ }", "/a/b/c", "1").unwrap(), "{\"a\":{\"b\":{\"c\":1}} }");
        assert_eq!(set("[ ]", "/-", "1").unwrap(), "[1 ]");
        assert_eq!(set("[1]", "/-/x", "1").unwrap(), "[1,{\"x\":1}]");
        assert_eq!(set("{}", "/tags/-", "1").unwrap(), "{\"tags\":[1]}");
        assert_eq!(set("{}", "/tags/0/name", "1").unwrap(), "{\"tags\":[{\"name\":1}]}");
        assert_eq!(set("{}", "/-/-", "1").unwrap(), "{\"-\":[1]}");
        assert_eq!(set("{}", "/a/1", "1").unwrap(), "{\"a\":{\"1\":1}}");
        assert_eq!(set("{\"a\":1}", "/q\"~1~0", "1").unwrap(), "{\"a\":1,\"q\\\"/~\":1}");
        assert_eq!(set("{\"\":1}", "/", "2").unwrap(), "{\"\":2}");
        assert_eq!(set(" 5 ", "", "{}").unwrap(), " {} ");
    }

    #[test]
    fn there_is_no_place_in_what_is_no_object() {
        for (body, pointer) in [("1", "/a"), ("{\"a\":null}", "/a/b"), ("[]", "/0"), ("[1]", "/a"), ("\"x\"", "/a")] {
            assert_eq!(set(body, pointer, "1"), None, "{body} {pointer}");
            assert_eq!(removed(body, pointer), body);
        }
    }

    #[test]
    fn a_member_is_removed_with_its_comma() {
        let body = "{ \"a\" : 1 , \"b\" : [ 1 , 2 , 3 ] , \"c\" : { } }";
        assert_eq!(removed(body, "/a"), "{ \"b\" : [ 1 , 2 , 3 ] , \"c\" : { } }");
        assert_eq!(removed(body, "/b"), "{ \"a\" : 1 , \"c\" : { } }");
        assert_eq!(removed(body, "/c"), "{ \"a\" : 1 , \"b\" : [ 1 , 2 , 3 ] }");
        assert_eq!(removed(body, "/b/0"), body.replace("1 , 2", "2"));
        assert_eq!(removed(body, "/b/2"), body.replace(" , 3", ""));
        assert_eq!(removed(body, "/d"), body);
        assert_eq!(removed("{\"a\":1}", "/a"), "{}");
        assert_eq!(removed("[[1]]", "/0/0"), "[[]]");
    }

    #[test]
    fn a_name_that_stands_twice_is_one() {
        let body = r#"{"a":1,"\u0061":2,"b":3,"a":4}"#;
        assert_eq!(removed(body, "/a"), r#"{"b":3}"#);
        assert_eq!(set(body, "/a", "0").unwrap(), r#"{"a":0,"\u0061":0,"b":3,"a":0}"#);
        assert_eq!(removed(r#"{"a":1,"a":2}"#, "/a"), "{}");
        assert_eq!(removed(r#"{"x":{"a":1},"x":{"b":2,"a":3}}"#, "/x/a"), r#"{"x":{},"x":{"b":2}}"#);
    }

    #[test]
    fn what_is_no_json_makes_no_panic() {
        for body in ["", " ", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "[", "[1,", "{]", "\"", "{\"a\\", "}"] {
            for pointer in ["", "/a", "/0", "/a/b", "/-"] {
                let _ = set(body, pointer, "1");
                let _ = edit(body.as_bytes(), pointer, Edit::Remove);
            }
        }
    }
}
