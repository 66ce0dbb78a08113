//! What a log must not have of prompts and completions: members of the body by their places, texts by patterns.

use std::borrow::Cow;
use std::ops::Range;

use bytes::Bytes;

use super::binary;
use crate::json::{Pattern, view};
use crate::text::json_string;

/// What stands in the place of what is taken out.
const REDACTED: &str = "[redacted]";

/// What is taken out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Redaction<'r> {
    /// JSON pointers (RFC 6901) into the body, in which `*` is any member or item.
    pub(crate) members: &'r [&'r str],
    /// What is taken out of any text.
    pub(crate) patterns: &'r [Pattern],
}

const NOTHING: Redaction<'_> = Redaction { members: &[], patterns: &[] };
/// Smaller bodies are kept as they are.
pub(super) const SHORT: usize = 64 << 10;

/// A body without images, sound and files, so that a stream doesn't hold them in memory as long as it lasts.
pub(super) fn without_media(body: Bytes) -> Bytes {
    if body.len() <= SHORT { body } else { NOTHING.body(&body).into() }
}

impl Redaction<'_> {
    /// A text without what the patterns find, as far as it begins before `limit`, and whether that is all of it. Two matches that
    /// overlap are one.
    pub(crate) fn text<'t>(&self, text: &'t str, limit: usize) -> (Cow<'t, str>, bool) {
        let whole = text.len() <= limit;
        let limit = text.floor_char_boundary(limit);
        let mut found: Vec<Range<usize>> = Vec::new();
        for pattern in self.patterns {
            match pattern.places(text) {
                Some(places) => found.extend(places.into_iter().filter(|place| !place.is_empty())),
                // What can't be searched is not told.
                None => return (REDACTED.into(), whole),
            }
        }
        found.retain(|place| place.start < limit);
        if found.is_empty() {
            return (text[..limit].into(), whole);
        }
        found.sort_by_key(|place| place.start);
        let (mut told, mut at) = (String::with_capacity(limit), 0);
        for place in found {
            if place.start >= at {
                told.push_str(&text[at..place.start]);
                told.push_str(REDACTED);
            }
            at = at.max(place.end);
        }
        told.push_str(text.get(at..limit).unwrap_or_default());
        (told.into(), whole)
    }

    /// A body of JSON as a log has it, all else as it is written. What is no JSON any more is left out from there on.
    pub(crate) fn body(&self, body: &[u8]) -> String {
        let mut told = String::with_capacity(body.len());
        let pointers: Vec<Vec<String>> = self.members.iter().map(|pointer| steps(pointer)).collect();
        let mut walk = Walk { pointers: &pointers, above: Vec::new() };
        let mut at = 0;
        while let Some(&byte) = body.get(at) {
            let end = match byte {
                b'"' => view::string_end(body, at + 1),
                b'{' | b'[' | b'}' | b']' | b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' => Some(at + 1),
                _ => Some(at + scalar(&body[at..])),
            };
            let Some(end) = end else { break };
            let raw = String::from_utf8_lossy(&body[at..end]);
            let is_name = byte == b'"' && walk.is_in_object() && view::is_name(body, end);
            match byte {
                b'}' | b']' => drop(walk.above.pop()),
                b',' => walk.next(),
                b':' | b' ' | b'\n' | b'\r' | b'\t' => {}
                _ if is_name => {
                    let name = view::string(raw.as_bytes()).unwrap_or_default().into_owned();
                    self.write(&mut told, "", &name, &raw);
                    walk.name(name);
                    at = end;
                    continue;
                }
                _ => {
                    let live = walk.enter();
                    if live.iter().any(|&(pointer, step)| pointers.get(pointer).is_some_and(|all| all.len() == step)) {
                        json_string(&mut told, REDACTED);
                        match view::value_end(body, at) {
                            Some(end) => at = end,
                            None => break,
                        }
                        continue;
                    }
                    match byte {
                        b'{' | b'[' => walk.above.push(Level { object: byte == b'{', live, ..Level::default() }),
                        b'"' => {
                            let text = view::string(raw.as_bytes()).unwrap_or(Cow::Borrowed(&raw)).into_owned();
                            self.write(&mut told, walk.member(), &text, &raw);
                            at = end;
                            continue;
                        }
                        _ => {
                            // A number may be what nobody is to read, too.
                            match self.text(&raw, usize::MAX).0 {
                                Cow::Borrowed(_) => told.push_str(&raw),
                                Cow::Owned(text) => json_string(&mut told, &text),
                            }
                            at = end;
                            continue;
                        }
                    }
                }
            }
            told.push_str(&raw);
            at = end;
        }
        told
    }

    /// A text that is JSON itself, such as the arguments of a function, without what the patterns find in its own texts.
    pub(crate) fn nested<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let is_json = text.starts_with(['{', '[']) && view::value_end(text.as_bytes(), 0) == Some(text.len());
        if self.patterns.is_empty() || !is_json {
            return text.into();
        }
        Redaction { members: &[], patterns: self.patterns }.body(text.as_bytes()).into()
    }

    /// Writes a string: `raw`, if nothing is to be taken out of it.
    fn write(&self, to: &mut String, member: &str, text: &str, raw: &str) {
        let plain = binary::without(member, text);
        let nested = self.nested(plain.as_deref().unwrap_or(text));
        let redacted = self.text(&nested, usize::MAX).0;
        if plain.is_none() && *redacted == *text {
            to.push_str(raw);
        } else {
            json_string(to, &redacted);
        }
    }
}

/// The steps of a JSON pointer.
fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// How long the number or word is that begins here.
fn scalar(rest: &[u8]) -> usize {
    let ends =
        |byte: &u8| matches!(byte, b'{' | b'[' | b'}' | b']' | b',' | b':' | b'"' | b' ' | b'\n' | b'\r' | b'\t');
    rest.iter().position(ends).unwrap_or(rest.len())
}

/// An object or an array that is being read.
#[derive(Debug, Default)]
struct Level {
    object: bool,
    /// Of the item that is read.
    index: usize,
    /// Of the member that is read.
    name: String,
    /// The pointers that may lead to something in it, and how many steps of each lead here.
    live: Vec<(usize, usize)>,
}

/// Where in a body it is read.
struct Walk<'p> {
    pointers: &'p [Vec<String>],
    above: Vec<Level>,
}

impl Walk<'_> {
    fn is_in_object(&self) -> bool {
        self.above.last().is_some_and(|level| level.object)
    }

    fn name(&mut self, name: String) {
        if let Some(level) = self.above.last_mut() {
            level.name = name;
        }
    }

    fn next(&mut self) {
        if let Some(level) = self.above.last_mut() {
            level.index += 1;
        }
    }

    /// The name of the nearest member that holds what is read.
    fn member(&self) -> &str {
        self.above.iter().rev().find(|level| level.object).map_or("", |level| &level.name)
    }

    /// The pointers that lead to the value that begins now, or into it.
    fn enter(&self) -> Vec<(usize, usize)> {
        let Some(level) = self.above.last() else {
            return (0..self.pointers.len()).map(|pointer| (pointer, 0)).collect();
        };
        let index = if level.object || level.live.is_empty() { String::new() } else { level.index.to_string() };
        let step = if level.object { &level.name } else { &index };
        let leads = |&&(pointer, at): &&(usize, usize)| {
            self.pointers.get(pointer).and_then(|steps| steps.get(at)).is_some_and(|said| said == "*" || said == step)
        };
        level.live.iter().filter(leads).map(|&(pointer, at)| (pointer, at + 1)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static MAIL: [Pattern; 2] = [Pattern::new("[a-z.]+@[a-z.]+"), Pattern::new("[0-9]{4}-[0-9]{4}|[0-9]{8}")];
    const ALL: Redaction<'_> = Redaction { members: &["/messages/*/name", "/user", "/a~1b/1"], patterns: &MAIL };

    #[test]
    fn members_and_matches_are_taken_out_and_all_else_stays_to_the_byte() {
        for (body, told) in [
            (r#"{ "model" : "m","n":1.50e1 }"#, r#"{ "model" : "m","n":1.50e1 }"#),
            (
                r#"{"messages":[{"name":"Ann","content":"to ann@b.c, 1234-5678"},{"name":{"x":[1]},"content":"\u00e9"}],"user":5}"#,
                r#"{"messages":[{"name":"[redacted]","content":"to [redacted], [redacted]"},{"name":"[redacted]","content":"\u00e9"}],"user":"[redacted]"}"#,
            ),
            // What is written otherwise means the same.
            (r#"{"content":"ann\u0040b.c","us\u0065r":1}"#, r#"{"content":"[redacted]","us\u0065r":"[redacted]"}"#),
            (
                r#"{"a/b":[1,2,3],"n":12345678,"ann@b.c":true}"#,
                r#"{"a/b":[1,"[redacted]",3],"n":"[redacted]","[redacted]":true}"#,
            ),
            // JSON in a text is searched as it reads too.
            (r#"{"arguments":"{\"to\":\"x\\nann@b.c\"}"}"#, r#"{"arguments":"{\"to\":\"x\\n[redacted]\"}"}"#),
            (r#"{"content":"broken of"#, r#"{"content":"#),
        ] {
            assert_eq!(ALL.body(body.as_bytes()), told, "{body}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(ALL.body(deep.as_bytes()), deep);
    }

    #[test]
    fn a_match_is_taken_out_whole_where_the_text_is_cut_within_it() {
        let text = "write to ann@example.org today";
        for limit in 10..24 {
            assert_eq!(ALL.text(text, limit), ("write to [redacted]".into(), false), "{limit}");
        }
        assert_eq!(ALL.text(text, 4), ("writ".into(), false));
        assert_eq!(ALL.text("é", 1), ("".into(), false));
        assert_eq!(ALL.text(text, 30), ("write to [redacted] today".into(), true));
    }

    #[test]
    fn a_pattern_that_gives_up_tells_nothing() {
        static HOSTILE: [Pattern; 1] = [Pattern::new(r"^(?=a)(\w+\w+)+\1!$")];
        let hostile = Redaction { members: &[], patterns: &HOSTILE };
        assert_eq!(hostile.text(&"a".repeat(200), usize::MAX).0, REDACTED);
    }
}
