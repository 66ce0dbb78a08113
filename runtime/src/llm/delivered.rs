//! What of an answer was delivered, kept so that its tokens can be counted should nobody report them.
//!
//! While an answer passes, its bytes are kept as they are; only where there are many are the texts of a stream taken out of
//! its events. Nothing is counted here, and most often nothing is read: a report comes, and all of it is dropped. Where
//! completions are logged, it is the texts of the log.

use bytes::Bytes;

use super::encoding::Encoding;
use crate::json::view;

/// So many bytes are kept of a stream before its texts are taken out.
const RAW: usize = 64 << 10;
/// So many of an answer that is no stream: texts behind them count by their length.
const WHOLE: usize = 256 << 10;
/// So much text is kept of a stream: what follows counts by its length.
const TEXTS: usize = 1 << 20;
/// So much more than is logged is kept, so that what is redacted is seen whole where the text is cut.
const SLACK: usize = 4 << 10;
/// The longest name of a model, or reason for the end, that is told.
const LONGEST: usize = 128;
/// The texts that are told apart: completions of one prompt, calls of functions in one of them.
const CHANNELS: usize = 64;
/// The bytes of a token, where it is not counted.
const TOKEN: u64 = 4;

/// The texts of an answer, as far as it was passed on.
#[derive(Debug)]
pub(crate) struct Delivered {
    /// Whether it is a stream of events.
    events: bool,
    /// An answer that is no stream, where it came in one piece: then nothing is copied.
    piece: Bytes,
    raw: Vec<u8>,
    /// Whether what comes belongs to a line of a stream that is too long to be kept.
    skips: bool,
    texts: Texts,
    /// Bytes that were not kept.
    beyond: u64,
    /// How many are kept as they are.
    most: usize,
}

/// What an answer says, as far as it was passed on.
#[derive(Debug, Default)]
pub(crate) struct Completion {
    /// The model that says it has answered.
    pub(crate) model: Option<String>,
    /// Why it ended, by the words of its protocol.
    pub(crate) finish: Option<String>,
    /// The texts, each with the name of the member that holds it.
    pub(crate) texts: Vec<(&'static str, String)>,
    /// Whether they are all of it.
    pub(crate) whole: bool,
}

/// The same bytes without the buffer that they were read into, which may be many times as large as a few of them.
pub(crate) fn own(bytes: Bytes) -> Bytes {
    if bytes.len() < RAW { Bytes::copy_from_slice(&bytes) } else { bytes }
}

impl Delivered {
    /// `logged`: how many bytes of text are wanted for a log.
    pub(super) fn new(events: bool, logged: usize) -> Self {
        // As it is written, a text may be longer.
        let most = if events { RAW } else { WHOLE }.max(logged.saturating_mul(2));
        let texts = Texts { most: TEXTS.max(logged.saturating_add(SLACK)), ..Texts::default() };
        Self { events, piece: Bytes::new(), raw: Vec::new(), skips: false, texts, beyond: 0, most }
    }

    /// Keeps nothing but its own bytes, where it is to wait.
    pub(crate) fn own(&mut self) {
        self.piece = own(std::mem::take(&mut self.piece));
    }

    /// How many bytes are kept.
    pub(crate) fn length(&self) -> usize {
        self.piece.len() + self.raw.len() + self.texts.length
    }

    /// Keeps the next bytes.
    pub(super) fn pass(&mut self, bytes: &Bytes) {
        if self.events {
            return self.pass_events(bytes);
        }
        if self.length() == 0 && bytes.len() <= self.most {
            self.piece = bytes.clone();
            return;
        }
        self.raw.extend_from_slice(&std::mem::take(&mut self.piece));
        // The beginning is told; what follows a gap would read as if it stood there.
        let room = if self.beyond > 0 { 0 } else { self.most.saturating_sub(self.raw.len()) };
        let (kept, beyond) = bytes.split_at(room.min(bytes.len()));
        self.raw.extend_from_slice(kept);
        self.beyond = self.beyond.saturating_add(beyond.len() as u64);
    }

    /// Keeps the next bytes of a stream. Of a line that is too long nothing is told, and all of those around it.
    fn pass_events(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.skips {
                let end = memchr::memchr2(b'\n', b'\r', bytes).unwrap_or(bytes.len());
                self.skips = end == bytes.len();
                self.beyond = self.beyond.saturating_add(end as u64);
                bytes = &bytes[end..];
                continue;
            }
            let (kept, rest) = bytes.split_at(self.most.saturating_sub(self.raw.len()).min(bytes.len()));
            self.raw.extend_from_slice(kept);
            bytes = rest;
            if !bytes.is_empty() {
                self.make_room();
            }
        }
    }

    /// Takes the texts out of the lines that are whole; where there is none, out of none of what is kept.
    fn make_room(&mut self) {
        let end = memchr::memrchr2(b'\n', b'\r', &self.raw).map_or(0, |end| end + 1);
        self.texts.read_events(&self.raw[..end]);
        self.raw.drain(..end);
        if self.raw.len() >= self.most {
            self.beyond = self.beyond.saturating_add(self.raw.len() as u64);
            self.raw.clear();
            self.skips = true;
        }
    }

    /// Reads what was kept as it was.
    fn settle(&mut self) {
        self.raw.extend_from_slice(&std::mem::take(&mut self.piece));
        let mut answer = std::mem::take(&mut self.raw);
        if self.events {
            self.texts.read_events(&answer);
        } else if !answer.is_empty() {
            mend(&mut answer);
            // Gemini streams a list, where it isn't asked for events.
            match view::items(&answer) {
                Some(items) => items.iter().for_each(|item| self.texts.read(item)),
                None => self.texts.read(&answer),
            }
        }
    }

    /// What it says.
    pub(crate) fn completion(mut self) -> Completion {
        self.settle();
        let Texts { channels, beyond, model, finish, .. } = self.texts;
        let texts = channels.into_iter().map(|(_, member, text)| (member, text)).collect();
        Completion { model, finish, texts, whole: self.beyond == 0 && beyond == 0 }
    }

    /// How many tokens it is.
    pub(super) fn count(&mut self, encoding: Encoding) -> u64 {
        self.settle();
        let beyond = self.beyond.saturating_add(self.texts.beyond).div_ceil(TOKEN);
        self.texts.channels.iter().map(|(_, _, text)| encoding.count(text)).fold(beyond, u64::saturating_add)
    }
}

/// Texts that were put together of the parts that events hold.
#[derive(Debug, Default)]
struct Texts {
    /// Each by a number that stands for its place, with the name of its member.
    channels: Vec<(u64, &'static str, String)>,
    length: usize,
    beyond: u64,
    /// So much is kept.
    most: usize,
    model: Option<String>,
    finish: Option<String>,
}

/// The members that name the model, and why the answer has ended.
const MODEL: [&str; 2] = ["model", "modelVersion"];
const FINISH: [&str; 3] = ["finishReason", "finish_reason", "stop_reason"];

/// The members that hold texts of a completion.
const TEXT: [&str; 12] = [
    "arguments",
    "content",
    "delta",
    "name",
    "partial_json",
    "reasoning",
    "reasoning_content",
    "reasoning_text",
    "refusal",
    "text",
    "thinking",
    "transcript",
];

/// The members that hold such members.
const WITHIN: [&str; 13] = [
    "candidates",
    "choices",
    "content",
    "content_block",
    "delta",
    "function",
    "functionCall",
    "function_call",
    "message",
    "output",
    "parts",
    "summary",
    "tool_calls",
];

/// The members that hold what a function is called with, as an object.
const WRITTEN: [&str; 2] = ["args", "input"];

impl Texts {
    /// Reads whole lines of a stream of events.
    fn read_events(&mut self, lines: &[u8]) {
        for line in lines.split(|byte| matches!(byte, b'\n' | b'\r')) {
            if let Some(data) = line.strip_prefix(b"data:") {
                self.read(data.trim_ascii());
            }
        }
    }

    /// Reads an event's data, or an answer.
    fn read(&mut self, value: &[u8]) {
        if value.first() != Some(&b'{') {
            return;
        }
        let kind = view::member(value, "type").and_then(view::string).unwrap_or_default();
        // Of the events of Responses, the others say again what was said; sound is no text.
        let parts = kind.ends_with(".delta") && (!kind.contains("audio") || kind.contains("transcript"));
        if kind.starts_with("response.") && !parts {
            return self.note_response(view::member(value, "response").unwrap_or_default());
        }
        if view::member(value, "object") == Some(br#""response""#) {
            self.note_response(value);
        }
        let place =
            ["output_index", "index"].iter().find_map(|name| view::member(value, name).and_then(view::unsigned));
        self.within(value, place.unwrap_or_default());
    }

    /// Reads what the Responses API says of an answer beside its texts.
    fn note_response(&mut self, response: &[u8]) {
        note(&mut self.model, view::member(response, "model").unwrap_or_default());
        let cut = view::at(response, "/incomplete_details/reason");
        note(&mut self.finish, cut.or_else(|| view::member(response, "status")).unwrap_or_default());
    }

    fn within(&mut self, value: &[u8], place: u64) {
        let _ = view::each_member(value, |name, inner| {
            let name = &*view::decoded(name);
            match inner.first() {
                Some(b'"') => {
                    if let Some(at) = TEXT.iter().position(|known| *known == name)
                        && let Some(text) = view::string(inner)
                    {
                        self.add(below(place, at as u64), TEXT.get(at).copied().unwrap_or_default(), &text);
                    } else if MODEL.contains(&name) {
                        note(&mut self.model, inner);
                    } else if FINISH.contains(&name) {
                        note(&mut self.finish, inner);
                    }
                }
                Some(b'{') if WRITTEN.contains(&name) => {
                    self.add(below(place, 100), "arguments", &String::from_utf8_lossy(inner));
                }
                Some(b'{') if WITHIN.contains(&name) => self.within(inner, place),
                Some(b'[') if WITHIN.contains(&name) => {
                    for (at, item) in view::items(inner).unwrap_or_default().into_iter().enumerate() {
                        let index = view::member(item, "index").and_then(view::unsigned).unwrap_or(at as u64);
                        self.within(item, below(place, 1000 + index));
                    }
                }
                _ => {}
            }
        });
    }

    fn add(&mut self, place: u64, member: &'static str, text: &str) {
        if self.beyond > 0 || self.length + text.len() > self.most {
            self.beyond = self.beyond.saturating_add(text.len() as u64);
            return;
        }
        self.length += text.len();
        let known = self.channels.iter().position(|(known, ..)| *known == place);
        match known.or_else(|| (self.channels.len() >= CHANNELS).then_some(CHANNELS - 1)) {
            Some(at) => self.channels[at].2.push_str(text),
            None => self.channels.push((place, member, text.to_owned())),
        }
    }
}

/// Keeps a string of JSON, if it is one, and short.
fn note(to: &mut Option<String>, value: &[u8]) {
    if let Some(text) = view::string(value).filter(|text| text.len() <= LONGEST) {
        *to = Some(text.into_owned());
    }
}

/// The number of a place below another.
fn below(place: u64, at: u64) -> u64 {
    place.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(at + 1)
}

/// Closes what is open in JSON that broke off.
fn mend(json: &mut Vec<u8>) {
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => match view::string_end(json, at + 1) {
                Some(end) => {
                    at = end;
                    continue;
                }
                None => {
                    close_string(json, at + 1);
                    break;
                }
            },
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            b'}' | b']' => drop(open.pop()),
            _ => {}
        }
        at += 1;
    }
    json.extend(open.iter().rev());
}

/// Closes the string that begins at `from`, without what of an escape or of a character is not whole.
fn close_string(json: &mut Vec<u8>, from: usize) {
    let text = json.get(from..).unwrap_or_default();
    let mut whole = from
        + match std::str::from_utf8(text) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
    let mut at = from;
    while let Some(escape) = json.get(at..whole).and_then(|rest| memchr::memchr(b'\\', rest)) {
        at += escape;
        let length = if json.get(at + 1) == Some(&b'u') { 6 } else { 2 };
        if at + length > whole {
            whole = at;
        }
        at += length;
    }
    json.truncate(whole);
    json.push(b'"');
}

#[cfg(test)]
mod tests;
