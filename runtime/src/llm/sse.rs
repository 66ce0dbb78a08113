//! Where server-sent events begin and end (WHATWG HTML, section 9.2.5), read from bytes split anywhere.

use memchr::memchr2;

/// How much of a line is kept to recognise it; longer lines end no stream.
const KEPT: usize = 48;

/// Follows a stream of events without holding it: three small states and the beginning of the current line.
///
/// ```
/// # use gatewright_runtime::llm::sse::Framer;
/// let mut framer = Framer::default();
/// framer.read(b"data: {\"a\":1}\n");
/// assert!(!framer.at_boundary());
/// framer.read(b"\ndata: [DONE]\r\n\r\n");
/// assert!(framer.at_boundary() && framer.terminated());
/// ```
#[derive(Debug, Clone)]
pub struct Framer {
    line: [u8; KEPT],
    /// The length of the current line so far, which may be more than is kept.
    length: usize,
    /// Whether the last byte was a CR: an LF that follows belongs to it.
    after_cr: bool,
    /// Whether the current event has a line already.
    in_event: bool,
    /// Whether the current event has data: without, it is a comment that keeps the connection alive.
    has_data: bool,
    first_line: bool,
    terminated: bool,
    events: u64,
}

impl Default for Framer {
    fn default() -> Self {
        Self {
            line: [0; KEPT],
            length: 0,
            after_cr: false,
            in_event: false,
            has_data: false,
            first_line: true,
            terminated: false,
            events: 0,
        }
    }
}

impl Framer {
    /// Reads the next bytes of the stream.
    pub fn read(&mut self, mut bytes: &[u8]) {
        if self.after_cr && !bytes.is_empty() {
            self.after_cr = false;
            bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
        }
        while let Some(end) = memchr2(b'\n', b'\r', bytes) {
            let (line, rest) = bytes.split_at(end);
            if self.length == 0 {
                self.end_line(line);
            } else {
                self.keep(line);
                let (kept, length) = (self.line, std::mem::take(&mut self.length));
                self.end_line(kept.get(..length).unwrap_or(&kept));
            }
            bytes = match rest {
                [b'\r', b'\n', rest @ ..] => rest,
                [b'\r'] => {
                    self.after_cr = true;
                    &[]
                }
                [_, rest @ ..] => rest,
                [] => &[],
            };
        }
        self.keep(bytes);
    }

    /// Whether the stream stands between two events, where another may begin.
    #[must_use]
    pub fn at_boundary(&self) -> bool {
        self.length == 0 && !self.in_event
    }

    /// Whether the event came that ends the stream in its protocol.
    #[must_use]
    pub fn terminated(&self) -> bool {
        self.terminated
    }

    /// How many events with data have ended.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.events
    }

    fn keep(&mut self, bytes: &[u8]) {
        if let Some(free) = self.line.get_mut(self.length..) {
            let kept = bytes.len().min(free.len());
            free[..kept].copy_from_slice(&bytes[..kept]);
        }
        self.length = self.length.saturating_add(bytes.len());
    }

    fn end_line(&mut self, line: &[u8]) {
        let line = if std::mem::take(&mut self.first_line) {
            line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)
        } else {
            line
        };
        if line.is_empty() {
            self.events += u64::from(std::mem::take(&mut self.has_data));
            self.in_event = false;
        } else {
            self.in_event = true;
            self.has_data |= line.starts_with(b"data") && matches!(line.get(4), None | Some(b':'));
            self.terminated |= line.len() < KEPT && ends_stream(line);
        }
    }
}

/// The last events of the protocols that have one: chat completions and their kin, the Responses API, Anthropic.
fn ends_stream(line: &[u8]) -> bool {
    let value = |name: &[u8]| {
        let value = line.strip_prefix(name)?.strip_prefix(b":")?;
        Some(value.strip_prefix(b" ").unwrap_or(value))
    };
    match line.first() {
        Some(b'd') => value(b"data") == Some(b"[DONE]"),
        Some(b'e') => matches!(
            value(b"event"),
            Some(
                b"message_stop"
                    | b"response.completed"
                    | b"response.failed"
                    | b"response.incomplete"
                    | b"done"
                    | b"error"
            )
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    fn framer(parts: &[&[u8]]) -> Framer {
        let mut framer = Framer::default();
        parts.iter().for_each(|part| framer.read(part));
        framer
    }

    #[test]
    fn an_event_ends_with_a_blank_line_of_any_kind() {
        for end in ["\n\n", "\r\r", "\r\n\r\n", "\n\r\n", "\r\n\n"] {
            let framer = framer(&[b"data: x", end.as_bytes()]);
            assert!(framer.at_boundary() && framer.events() == 1, "{end:?}");
            let framer = self::framer(&[b": ping", end.as_bytes()]);
            assert!(framer.at_boundary() && framer.events() == 0, "{end:?}");
        }
        for open in ["data: x", "data: x\n", "data: x\r\n", "data: x\r", ": comment\n", "data: x\n\nd"] {
            assert!(!framer(&[open.as_bytes()]).at_boundary(), "{open:?}");
        }
    }

    #[test]
    fn the_last_event_is_known() {
        for end in ["data: [DONE]\n\n", "data:[DONE]\r\n\r\n", "\u{FEFF}data: [DONE]\n\n", "event: message_stop\n"] {
            assert!(framer(&[end.as_bytes()]).terminated(), "{end:?}");
        }
        for other in ["data: [DONE] \n\n", "data: {\"a\":\"data: [DONE]\"}\n\n", "data: [DONE]", "id: [DONE]\n\n"] {
            assert!(!framer(&[other.as_bytes()]).terminated(), "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn where_the_bytes_are_split_does_not_matter(
            lines in prop::collection::vec(
                ("(data: .{0,60}|: ping|event: error|data: \\[DONE\\]|)", prop::sample::select(vec!["\n", "\r", "\r\n"])), 0..20),
            sizes in prop::collection::vec(1_usize..9, 1..20),
        ) {
            let text: String = lines.iter().flat_map(|(line, end)| [line.as_str(), *end]).collect();
            let whole = framer(&[text.as_bytes()]);
            let mut split = Framer::default();
            let mut rest = text.as_bytes();
            for size in sizes.iter().cycle() {
                if rest.is_empty() { break; }
                let (part, more) = rest.split_at((*size).min(rest.len()));
                split.read(part);
                rest = more;
            }
            prop_assert_eq!(whole.at_boundary(), split.at_boundary());
            prop_assert_eq!(whole.terminated(), split.terminated());
            prop_assert_eq!(whole.events(), split.events());
        }
    }
}
