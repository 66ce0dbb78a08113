//! Usage, found in an answer as it passes.
//!
//! Nothing is parsed but the value of a member called `usage`, or `usageMetadata` as Gemini has it: one search a frame for
//! its name, and a small copy of its value. In text that a model wrote its quotes are escaped, so the name is found only
//! where it is a member's.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::usage::{Reported, Usage};

static NAME: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(NAME_TEXT));
/// What both names begin with.
const NAME_TEXT: &[u8] = b"\"usage";
/// How the name may go on: to its end at once, or with this before it.
const LONGER: &[u8] = b"Metadata";
const LONGER_LENGTH: usize = LONGER.len();

/// The longest value that is read: ten times what the richest backend sends.
const LONGEST: usize = 8 * 1024;

/// Looks for usage in bytes split anywhere, events or one JSON value alike. The last report counts.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    state: State,
    reported: Option<Reported>,
}

#[derive(Debug)]
enum State {
    /// Looking for the name; the bytes before, as many as could begin it.
    Name { tail: [u8; NAME_TEXT.len() - 1], length: usize },
    /// Behind what both names begin with, and so many bytes of the longer one's rest.
    Rest { read: usize },
    /// Behind the name, before the value.
    Colon { seen: bool },
    /// In the value.
    Value(Value),
}

#[derive(Debug, Default)]
struct Value {
    bytes: Vec<u8>,
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Default for State {
    fn default() -> Self {
        Self::Name { tail: [0; NAME_TEXT.len() - 1], length: 0 }
    }
}

impl Scanner {
    /// Reads the next bytes.
    pub(super) fn read(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            bytes = match &mut self.state {
                State::Name { tail, length } => match find_name(tail, length, bytes) {
                    Some(rest) => {
                        self.state = State::Rest { read: 0 };
                        rest
                    }
                    None => return,
                },
                State::Rest { read } => match bytes {
                    [b'"', rest @ ..] if matches!(*read, 0 | LONGER_LENGTH) => {
                        self.state = State::Colon { seen: false };
                        rest
                    }
                    [byte, rest @ ..] if LONGER.get(*read) == Some(byte) => {
                        *read += 1;
                        rest
                    }
                    _ => {
                        self.state = State::default();
                        bytes
                    }
                },
                State::Colon { seen } => match bytes {
                    [b' ' | b'\t' | b'\n' | b'\r', rest @ ..] => rest,
                    [b':', rest @ ..] if !*seen => {
                        *seen = true;
                        rest
                    }
                    // Most often all of it is there.
                    [b'{', ..] if *seen => match Reported::begin(bytes) {
                        Some((reported, end)) => {
                            self.state = State::default();
                            self.note(reported);
                            bytes.get(end..).unwrap_or_default()
                        }
                        None => {
                            self.state = State::Value(Value::default());
                            bytes
                        }
                    },
                    _ => {
                        self.state = State::default();
                        bytes
                    }
                },
                State::Value(value) => match value.read(bytes) {
                    Progress::More => return,
                    Progress::Ended { rest, whole } => {
                        let reported = whole.and_then(|end| value.parse(end));
                        self.state = State::default();
                        self.note(reported);
                        rest
                    }
                },
            }
        }
    }

    fn note(&mut self, reported: Option<Reported>) {
        match (&mut self.reported, reported) {
            (Some(before), Some(later)) => before.update(&later),
            (None, first) => self.reported = first,
            (Some(_), None) => {}
        }
    }

    /// What was reported so far.
    pub(super) fn usage(&self) -> Option<Usage> {
        self.reported.as_ref().map(Usage::from)
    }
}

/// The bytes behind the name. Where it is not there, keeps what could be its beginning.
fn find_name<'b>(tail: &mut [u8; NAME_TEXT.len() - 1], length: &mut usize, bytes: &'b [u8]) -> Option<&'b [u8]> {
    const TAIL: usize = NAME_TEXT.len() - 1;
    // Across the border: the tail and as many bytes as may complete it.
    if *length > 0 {
        let mut joint = [0_u8; 2 * TAIL];
        let ahead = bytes.len().min(TAIL);
        joint[..*length].copy_from_slice(&tail[..*length]);
        joint[*length..*length + ahead].copy_from_slice(&bytes[..ahead]);
        if let Some(at) = NAME.find(&joint[..*length + ahead]) {
            return bytes.get(at + NAME_TEXT.len() - *length..);
        }
    }
    if let Some(at) = NAME.find(bytes) {
        return bytes.get(at + NAME_TEXT.len()..);
    }
    let keep = TAIL.min(*length + bytes.len());
    let new = keep.min(bytes.len());
    let old = keep - new;
    tail.copy_within(*length - old..*length, 0);
    tail[old..keep].copy_from_slice(&bytes[bytes.len() - new..]);
    *length = keep;
    None
}

enum Progress<'b> {
    More,
    /// `whole`: the last part of the value, unless it is too long.
    Ended {
        rest: &'b [u8],
        whole: Option<&'b [u8]>,
    },
}

impl Value {
    fn read<'b>(&mut self, bytes: &'b [u8]) -> Progress<'b> {
        for (index, &byte) in bytes.iter().enumerate() {
            if self.bytes.len() + index >= LONGEST {
                return Progress::Ended { rest: &bytes[index..], whole: None };
            }
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' => self.in_string = !self.in_string,
                _ if self.in_string => {}
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        let (value, rest) = bytes.split_at(index + 1);
                        return Progress::Ended { rest, whole: Some(value) };
                    }
                }
                _ => {}
            }
        }
        self.bytes.extend_from_slice(bytes);
        Progress::More
    }

    /// Reads what came before and its last part. Most often all of it is one part, and nothing was copied.
    fn parse(&mut self, end: &[u8]) -> Option<Reported> {
        if self.bytes.is_empty() {
            return Reported::parse(end);
        }
        self.bytes.extend_from_slice(end);
        Reported::parse(&self.bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    fn scan<'b>(parts: impl IntoIterator<Item = &'b [u8]>) -> Option<Usage> {
        let mut scanner = Scanner::default();
        parts.into_iter().for_each(|part| scanner.read(part));
        scanner.usage()
    }

    const CHAT: &str = concat!(
        r#"{"choices":[{"message":{"content":"say \"usage\":{\"prompt_tokens\":9}"}}],"usage" : {"prompt_tokens":12,"#,
        r#""completion_tokens":7,"total_tokens":19,"prompt_tokens_details":{"cached_tokens":3,"odd":"}{\"]"}},"id":"x"}"#
    );
    const SEEN: Usage = Usage {
        prompt_tokens: Some(12),
        completion_tokens: Some(7),
        total_tokens: Some(19),
        cached_tokens: Some(3),
        ..Usage::NONE
    };

    #[test]
    fn usage_is_found_wherever_the_answer_is_split() {
        let bytes = CHAT.as_bytes();
        for first in 0..bytes.len() {
            assert_eq!(scan([&bytes[..first], &bytes[first..]]), Some(SEEN), "split at {first}");
        }
        assert_eq!(scan(bytes.chunks(1)), Some(SEEN));
    }

    #[test]
    fn the_last_report_counts_and_null_is_none() {
        let stream = "data: {\"usage\":null}\n\ndata: {\"usage\":{\"prompt_tokens\":1}}\n\ndata: {\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\ndata: [DONE]\n\n";
        let usage = scan([stream.as_bytes()]).unwrap();
        assert_eq!((usage.prompt_tokens, usage.completion_tokens, usage.total_tokens), (Some(5), Some(2), None));
        assert_eq!(scan([b"{\"usage\":null,\"a\":\"usage\"}".as_slice()]), None);
        assert_eq!(scan([b"{\"usage\":{\"prompt_tokens\":\"many\"}}".as_slice()]), None);
        assert_eq!(scan([b"[\"usage\",{\"prompt_tokens\":1}]".as_slice()]), None);
    }

    #[test]
    fn anthropic_reports_in_two_places() {
        let stream = concat!(
            "event: message_start\ndata: {\"message\":{\"usage\":{\"input_tokens\":25,\"output_tokens\":1}}}\n\n",
            "event: message_delta\ndata: {\"usage\":{\"output_tokens\":15}}\n\n"
        );
        let usage = scan([stream.as_bytes()]).unwrap();
        assert_eq!((usage.prompt_tokens, usage.completion_tokens), (Some(25), Some(15)));
    }

    #[test]
    fn gemini_calls_it_otherwise() {
        let stream =
            "data: {\"usageMetadata\" : {\"promptTokenCount\":4}, \"usageMetadat\":{\"promptTokenCount\":5}}\n\n";
        for size in 1..20 {
            assert_eq!(scan(stream.as_bytes().chunks(size)).unwrap().prompt_tokens, Some(4), "{size}");
        }
    }

    #[test]
    fn a_value_without_end_is_let_go() {
        let long = format!("{{\"usage\":{{\"a\":\"{}\"}},\"usage\":{{\"prompt_tokens\":4}}}}", "x".repeat(3 * LONGEST));
        assert_eq!(scan(long.as_bytes().chunks(1000)).unwrap().prompt_tokens, Some(4));
    }

    proptest! {
        #[test]
        fn odd_bytes_never_stop_it(noise in "[\"usage:{}\\[\\]\\\\ ]{0,60}", sizes in prop::collection::vec(1_usize..12, 1..30)) {
            let text = format!("{noise}\n");
            let mut parts = Vec::new();
            let mut rest = text.as_bytes();
            for size in sizes.iter().cycle() {
                if rest.is_empty() { break; }
                let (part, more) = rest.split_at((*size).min(rest.len()));
                parts.push(part);
                rest = more;
            }
            prop_assert_eq!(scan(parts), scan([text.as_bytes()]));
        }
    }
}
