//! Usage that the gateway asks for on a stream whose caller did not, and the event that then reports it, which the caller
//! is not to see.
//!
//! A stream of chat completions reports its usage where `stream_options.include_usage` says so: in one more event, whose
//! `choices` are empty. In all others `usage` is `null`.

use bytes::{Bytes, BytesMut};
use memchr::{memchr2, memmem};

use crate::json::{self, Edit, view};

/// The members of a body that ask for a stream, and for its usage.
const STREAM: &str = "stream";
const OPTIONS: &str = "stream_options";
const INCLUDE_USAGE: &str = "/stream_options/include_usage";

/// The body with the wish for usage; its other bytes stay. `None`: it asks for no stream, or for usage already, or is no
/// JSON.
pub(crate) fn ask(body: &[u8]) -> Option<Bytes> {
    let is_true = |value: Option<&[u8]>| value.and_then(view::boolean) == Some(true);
    // Of a repeated name the first counts.
    let (mut stream, mut options) = (None, None);
    view::each_member(body, |name, value| {
        if view::names(name, STREAM) {
            stream = stream.or(Some(value));
        } else if view::names(name, OPTIONS) {
            options = options.or(Some(value));
        }
    })?;
    if !is_true(stream)
        || is_true(options.and_then(|options| view::member(options, "include_usage")))
        || json::check(body, json::any).is_err()
    {
        return None;
    }
    let edited = match options {
        Some(options) if options.starts_with(b"{") => json::edit(body, INCLUDE_USAGE, Edit::Set("true")),
        None | Some(b"null") => json::edit(body, "/stream_options", Edit::Set("{\"include_usage\":true}")),
        // For the backend to refuse.
        Some(_) => return None,
    };
    edited.ok().map(Bytes::from)
}

/// The longest event that may be the report.
const LONGEST: usize = 64 << 10;

/// Takes the report out of a stream. An event is passed on once it is whole, which is when its reader can do something
/// with it; one that is too long to be the report, as it comes.
#[derive(Debug, Default)]
pub(crate) struct Withheld {
    /// The beginning of an event.
    begun: BytesMut,
    reports: u64,
}

impl Withheld {
    /// What may pass of the stream, after these bytes of it.
    pub(crate) fn pass(&mut self, bytes: Bytes) -> Bytes {
        let bytes = if self.begun.is_empty() {
            bytes
        } else {
            self.begun.extend_from_slice(&bytes);
            self.begun.split().freeze()
        };
        let (mut at, mut passed) = (0, BytesMut::new());
        // Most often nothing is taken out, and nothing is copied.
        let mut from = 0;
        while let Some(length) = event_length(&bytes[at..]) {
            if is_report(&bytes[at..at + length]) {
                passed.extend_from_slice(&bytes[from..at]);
                from = at + length;
                self.reports += 1;
            }
            at += length;
        }
        let open = bytes.len() - at;
        // What is left of an event that is too long are the bytes in which its end may begin.
        let until = if open > LONGEST { bytes.len() - END } else { at };
        self.begun.extend_from_slice(&bytes[until..]);
        if from == 0 {
            return bytes.slice(..until);
        }
        passed.extend_from_slice(&bytes[from..until]);
        passed.freeze()
    }

    /// What is left at the end of the stream.
    pub(crate) fn rest(&mut self) -> Bytes {
        self.begun.split().freeze()
    }

    /// How many events were taken out.
    pub(crate) fn reports(&self) -> u64 {
        self.reports
    }
}

/// The bytes of an event's end that may come before its last one.
const END: usize = 3;

/// The length of the first event with the blank line that ends it (WHATWG HTML, section 9.2.6). `None`: it is not whole.
fn event_length(bytes: &[u8]) -> Option<usize> {
    let mut line = 0;
    loop {
        let end = line + memchr2(b'\n', b'\r', bytes.get(line..)?)?;
        let next = end + if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
        if end == line {
            return Some(next);
        }
        line = next;
    }
}

/// Whether an event is the report: no choices, and a usage.
fn is_report(event: &[u8]) -> bool {
    if memmem::find(event, b"\"usage\"").is_none() {
        return false;
    }
    let lines = event.split(|byte| matches!(byte, b'\n' | b'\r'));
    let mut data = lines.filter_map(|line| line.strip_prefix(b"data:"));
    let (Some(data), None) = (data.next(), data.next()) else { return false };
    let chosen = view::member(data, "choices").and_then(view::items);
    chosen.is_some_and(|choices| choices.is_empty())
        && view::member(data, "usage").is_some_and(|usage| usage.starts_with(b"{"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_stream_is_asked_for_its_usage() {
        let asked = |body: &str| ask(body.as_bytes()).map(|body| String::from_utf8(body.to_vec()).unwrap());
        for (body, expected) in [
            (r#"{ "stream" : true }"#, r#"{ "stream" : true,"stream_options":{"include_usage":true} }"#),
            (
                r#"{"stream":true,"stream_options":null,"a":1}"#,
                r#"{"stream":true,"stream_options":{"include_usage":true},"a":1}"#,
            ),
            (
                r#"{"stream_options":{"include_obfuscation": false, "include_usage": false},"stream":true}"#,
                r#"{"stream_options":{"include_obfuscation": false, "include_usage": true},"stream":true}"#,
            ),
            (r#"{"stream_options":{},"stream":true}"#, r#"{"stream_options":{"include_usage":true},"stream":true}"#),
        ] {
            assert_eq!(asked(body).as_deref(), Some(expected), "{body}");
        }
        for body in [
            r#"{"stream":false}"#,
            "{}",
            "[true]",
            r#"{"stream":true,"stream_options":{"include_usage":true}}"#,
            r#"{"stream":true,"stream_options":5}"#,
            r#"{"stream":true,"a":tru}"#,
        ] {
            assert_eq!(asked(body), None, "{body}");
        }
    }

    const REPORT: &str = "data: {\"id\":\"c\",\"choices\": [ ],\"usage\": {\"total_tokens\":3}}";
    const OTHERS: [&str; 5] = [
        "data: {\"choices\":[{\"delta\":{}}],\"usage\":null}",
        "data: {\"choices\":[],\"prompt_filter_results\":[],\"usage\":null}",
        "data: {\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\"\"}}],\"usage\":{\"total_tokens\":3}}",
        ": usage",
        "data: [DONE]",
    ];

    /// What passes of a stream that comes in these parts.
    fn passed<'b>(parts: impl IntoIterator<Item = &'b [u8]>) -> Vec<u8> {
        let mut withheld = Withheld::default();
        let mut passed: Vec<u8> =
            parts.into_iter().flat_map(|part| withheld.pass(Bytes::copy_from_slice(part)).to_vec()).collect();
        passed.extend(withheld.rest());
        passed
    }

    #[test]
    fn an_event_passes_as_soon_as_it_is_whole() {
        let mut withheld = Withheld::default();
        assert_eq!(withheld.pass("data: a\n\ndata: b\n".into()), "data: a\n\n");
        assert_eq!(withheld.pass("\n".into()), "data: b\n\n");
        assert_eq!(withheld.pass("data: c\r\n\r".into()), "data: c\r\n\r");
        assert_eq!(withheld.pass("\n".into()), "\n");
        assert_eq!(withheld.pass("data: d".into()), "");
        assert_eq!(withheld.rest(), "data: d");
    }

    #[test]
    fn a_long_event_is_not_held() {
        let mut withheld = Withheld::default();
        let long = Bytes::from(format!("data: {}", "x".repeat(2 * LONGEST)));
        assert_eq!(withheld.pass(long.clone()).len(), long.len() - END);
        assert_eq!(withheld.pass(format!("\n\n{REPORT}\n\ndata: e\n\n").into()), "xxx\n\ndata: e\n\n");
        assert_eq!(withheld.reports(), 1);
    }

    proptest! {
        #[test]
        fn only_the_report_is_taken_out(
            events in prop::collection::vec((0..6_usize, prop::sample::select(vec!["\n\n", "\r\n\r\n"])), 0..12),
            sizes in prop::collection::vec(1_usize..40, 1..20),
        ) {
            let text = |taken: bool| -> String {
                let kept = events.iter().filter(|(index, _)| !(taken && *index == 5));
                kept.map(|(index, end)| format!("{}{end}", OTHERS.get(*index).unwrap_or(&REPORT))).collect()
            };
            let whole = text(false);
            let mut parts = Vec::new();
            let mut rest = whole.as_bytes();
            for size in sizes.iter().cycle() {
                if rest.is_empty() { break; }
                let (part, more) = rest.split_at((*size).min(rest.len()));
                parts.push(part);
                rest = more;
            }
            // A line feed that comes after its carriage return may stay behind the report: a blank line more is no event.
            let plain = |bytes: &[u8]| String::from_utf8_lossy(bytes).split(['\r', '\n']).filter(|line| !line.is_empty())
                .map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(plain(&passed(parts)), plain(text(true).as_bytes()));
            prop_assert_eq!(passed([whole.as_bytes()]), text(true).into_bytes());
        }
    }
}
