//! Single members of a body that was already checked, as slices of it. Nothing is refused here, and nothing is
//! validated again: of bytes that are no JSON the answers say nothing, but they never panic.

use std::borrow::Cow;

use super::cursor::{Json, Kind};
use super::skip::Token;

/// The value of a top-level member, as it stands in the body. `None`: the body is no object, or has no such member.
/// Of a repeated name, the first counts. Reads up to the member, and only at the speed of a search for quotes.
pub fn member<'b>(body: &'b [u8], name: &str) -> Option<&'b [u8]> {
    let mut at = opening(body, blank(body, 0), b'{')?;
    loop {
        let (key, value, next) = pair(body, at)?;
        if names(key, name) {
            return Some(value);
        }
        at = opening(body, next, b',')?;
    }
}

/// The value of the member whose name ends at `at`, if it is one of the outermost object: only what stands behind it is read.
pub(crate) fn outermost(body: &[u8], at: usize) -> Option<&[u8]> {
    let start = blank(body, opening(body, blank(body, at), b':')?);
    let end = value_end(body, start)?;
    let mut next = blank(body, end);
    while body.get(next) != Some(&b'}') {
        (_, _, next) = pair(body, opening(body, next, b',')?)?;
    }
    body.get(start..end).filter(|_| blank(body, next + 1) == body.len())
}

/// Whether the body is an object with such a member: that is known as soon as its name is there, however long its value is.
pub(crate) fn has_member(body: &[u8], name: &str) -> bool {
    let found = || {
        let mut at = opening(body, blank(body, 0), b'{')?;
        loop {
            let (key, value) = key(body, at)?;
            if names(key, name) {
                return Some(());
            }
            at = opening(body, blank(body, value_end(body, value)?), b',')?;
        }
    };
    found().is_some()
}

/// A part of a value, by a JSON Pointer (RFC 6901). `None`: there is none.
pub fn at<'b>(body: &'b [u8], pointer: &str) -> Option<&'b [u8]> {
    let mut value = body;
    for token in pointer.split('/').skip(1) {
        let name = if token.contains('~') { &*token.replace("~1", "/").replace("~0", "~") } else { token };
        value = match member(value, name) {
            Some(found) => found,
            None => *items(value)?.get(name.parse::<usize>().ok()?)?,
        };
    }
    Some(value)
}

/// The items of an array. `None`: it is none, or not whole.
pub fn items(body: &[u8]) -> Option<Vec<&[u8]>> {
    let mut at = blank(body, opening(body, blank(body, 0), b'[')?);
    let mut items = Vec::new();
    if body.get(at) == Some(&b']') {
        return Some(items);
    }
    loop {
        let end = value_end(body, at)?;
        items.push(body.get(at..end)?);
        let next = blank(body, end);
        if body.get(next) == Some(&b']') {
            return Some(items);
        }
        at = blank(body, opening(body, next, b',')?);
    }
}

/// Gives each top-level member's raw name and value, and then where the object ends. `None`: the body begins with none, or it
/// is not whole.
pub(crate) fn each_member<'b>(body: &'b [u8], mut each: impl FnMut(&'b [u8], &'b [u8])) -> Option<usize> {
    let mut at = blank(body, opening(body, blank(body, 0), b'{')?);
    if body.get(at) == Some(&b'}') {
        return Some(at + 1);
    }
    loop {
        let (key, value, next) = pair(body, at)?;
        each(key, value);
        if body.get(next) == Some(&b'}') {
            return Some(next + 1);
        }
        at = opening(body, next, b',')?;
    }
}

/// A member of an object, or an item of an array.
pub(super) struct Part<'b> {
    /// The raw name of a member.
    pub(super) name: Option<&'b [u8]>,
    /// Where it begins, with its name.
    pub(super) start: usize,
    /// Where its value begins.
    pub(super) value: usize,
    /// Past its value.
    pub(super) end: usize,
}

/// The parts of the object or the array that begins at `at`. `None`: it is neither, or not whole.
pub(super) fn parts(body: &[u8], at: usize) -> Option<Vec<Part<'_>>> {
    let (closing, named) = match body.get(at)? {
        b'{' => (b'}', true),
        b'[' => (b']', false),
        _ => return None,
    };
    let mut start = blank(body, at + 1);
    let mut parts = Vec::new();
    if body.get(start) == Some(&closing) {
        return Some(parts);
    }
    loop {
        let (name, value) = if named {
            let key = opening(body, start, b'"')?;
            let behind = string_end(body, key)?;
            (Some(body.get(key..behind - 1)?), blank(body, opening(body, blank(body, behind), b':')?))
        } else {
            (None, start)
        };
        let end = value_end(body, value)?;
        parts.push(Part { name, start, value, end });
        let next = blank(body, end);
        if body.get(next) == Some(&closing) {
            return Some(parts);
        }
        start = blank(body, opening(body, next, b',')?);
    }
}

/// The name and the value from `at` on, and where the next sign stands.
fn pair(body: &[u8], at: usize) -> Option<(&[u8], &[u8], usize)> {
    let (key, value) = key(body, at)?;
    let end = value_end(body, value)?;
    Some((key, body.get(value..end)?, blank(body, end)))
}

/// The name from `at` on, and where its value begins.
fn key(body: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let key = opening(body, blank(body, at), b'"')?;
    let behind = string_end(body, key)?;
    Some((body.get(key..behind - 1)?, blank(body, opening(body, blank(body, behind), b':')?)))
}

/// Past the byte at `at`, if it is this one.
fn opening(body: &[u8], at: usize, byte: u8) -> Option<usize> {
    (body.get(at) == Some(&byte)).then_some(at + 1)
}

/// The first byte from `at` on that isn't whitespace.
fn blank(body: &[u8], mut at: usize) -> usize {
    while matches!(body.get(at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
        at += 1;
    }
    at
}

/// Whether a raw name is this one.
pub(crate) fn names(raw: &[u8], name: &str) -> bool {
    if memchr::memchr(b'\\', raw).is_none() {
        return raw == name.as_bytes();
    }
    std::str::from_utf8(raw).is_ok_and(|raw| Token { raw, escaped: true }.is(name))
}

/// A raw name as the text that it stands for; one that is no UTF-8 as nothing.
pub(crate) fn decoded(raw: &[u8]) -> Cow<'_, str> {
    let raw = std::str::from_utf8(raw).unwrap_or_default();
    Token { raw, escaped: memchr::memchr(b'\\', raw.as_bytes()).is_some() }.decoded()
}

/// Whether the string that ends at `at` is a member's name.
pub(crate) fn is_name(body: &[u8], at: usize) -> bool {
    body.get(blank(body, at)) == Some(&b':')
}

/// Past the closing quote of a string whose text starts at `at`.
pub(crate) fn string_end(body: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        // Line breaks are the most frequent escapes, and hold no quote: only what stands before a quote is looked at.
        at += memchr::memchr(b'"', body.get(at..)?)?;
        let escapes = body.get(start..at)?.iter().rev().take_while(|byte| **byte == b'\\').count();
        at += 1;
        if escapes % 2 == 0 {
            return Some(at);
        }
    }
}

/// Past the value that starts at `at`.
pub(crate) fn value_end(body: &[u8], mut at: usize) -> Option<usize> {
    let mut open = 0_usize;
    loop {
        match body.get(at)? {
            b'"' => at = string_end(body, at + 1)?,
            b'[' | b'{' => {
                open += 1;
                at += 1;
                continue;
            }
            b']' | b'}' => {
                open = open.checked_sub(1)?;
                at += 1;
            }
            b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' => {
                at += 1;
                continue;
            }
            _ => at = scalar_end(body, at)?,
        }
        if open == 0 {
            return Some(at);
        }
    }
}

/// Past a number or a word.
fn scalar_end(body: &[u8], at: usize) -> Option<usize> {
    let plain = |byte: &u8| matches!(byte, b'+' | b'-' | b'.' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z');
    let length = body.get(at..)?.iter().take_while(|byte| plain(byte)).count();
    (length > 0).then_some(at + length)
}

/// The text of a raw string; borrowed unless it has an escape. `None`: it is no string.
pub fn string(raw: &[u8]) -> Option<Cow<'_, str>> {
    let mut json = Json::new(std::str::from_utf8(raw).ok()?);
    if json.kind().ok()? != Kind::String {
        return None;
    }
    json.string_token().ok().map(|token| token.decoded())
}

/// `true` or `false`. `None`: it is neither.
pub fn boolean(raw: &[u8]) -> Option<bool> {
    match raw.trim_ascii() {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

/// A whole number that is written without a point or an exponent. `None`: it isn't, or exceeds 64 bits.
pub fn unsigned(raw: &[u8]) -> Option<u64> {
    let digits = raw.trim_ascii();
    // `parse` would take a leading `+`.
    if digits.first()?.is_ascii_digit() { std::str::from_utf8(digits).ok()?.parse().ok() } else { None }
}
