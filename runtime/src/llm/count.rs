//! How many tokens a prompt is, message by message, by the formulae that OpenAI publishes: three for each message and three
//! for the answer's beginning, one for a name, functions by their parts, images and sound as `media` says.
//!
//! What was counted is remembered by the bytes of its message, since a chat is sent again with each of its turns.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};
use std::ops::AddAssign;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::encoding::Encoding;
use super::media;
use super::prompt::{self, IMAGE, SOUND_BYTES, TILED_DEAR};
use crate::json::view;

const A_MESSAGE: u64 = 3;
const BEGINNING: u64 = 3;
const A_NAME: u64 = 1;

/// What a part of a prompt comes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// Its tokens by the formulae.
    pub(crate) tokens: u64,
    /// No more than these: where the formulae leave something open, by its bound.
    pub(crate) most: u64,
}

impl Count {
    fn both(tokens: u64) -> Self {
        Self { tokens, most: tokens }
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.tokens = self.tokens.saturating_add(other.tokens);
        self.most = self.most.saturating_add(other.most);
    }
}

/// By what is counted.
#[derive(Debug, Clone, Copy)]
struct Counter<'m> {
    model: &'m str,
    encoding: Encoding,
}

/// Counts the prompt of a body as this model does; one whose encoding isn't public is counted by that of the newest.
pub(crate) fn count(body: &[u8], model: &str) -> Count {
    let counter = Counter { model, encoding: Encoding::of(model).unwrap_or(Encoding::O200k) };
    let mut count = Count::default();
    let mut chats = false;
    let _ = view::each_member(body, |name, value| {
        count += match &*view::decoded(name) {
            "messages" | "contents" => {
                chats = true;
                counter.messages(value)
            }
            "input" if value.first() == Some(&b'[') => {
                let items = view::items(value).unwrap_or_default();
                chats |= items.iter().any(|item| item.first() == Some(&b'{'));
                counter.messages(value)
            }
            "input" | "prompt" | "suffix" | "content" => counter.part("", value),
            "system" | "instructions" | "systemInstruction" | "system_instruction" => {
                let mut count = Count::both(A_MESSAGE + 1);
                count += counter.part("", value);
                count
            }
            "tools" | "functions" => counter.tools(value),
            "response_format" | "text" | "responseSchema" => {
                counter.raw(view::member(value, "json_schema").unwrap_or_default())
            }
            _ => Count::default(),
        };
    });
    if chats {
        count += Count::both(BEGINNING);
    }
    count
}

/// The name of the model: that of the body, else the path's segment behind `deployments`, `engines` or `models`.
pub(crate) fn model<'b>(body: &'b [u8], path: &'b str) -> Cow<'b, str> {
    if let Some(model) = view::member(body, "model").and_then(view::string) {
        return model;
    }
    let mut segments = path.split(['/', ':']);
    let named = segments.find(|segment| matches!(*segment, "deployments" | "engines" | "models"));
    Cow::Borrowed(named.and_then(|_| segments.next()).unwrap_or_default())
}

impl Counter<'_> {
    fn text(self, text: &str) -> Count {
        Count::both(self.encoding.count(text))
    }

    /// A value as it is written.
    fn raw(self, value: &[u8]) -> Count {
        self.text(&String::from_utf8_lossy(value))
    }

    /// A list of messages; in it, texts and numbers of tokens stand for themselves.
    fn messages(self, value: &[u8]) -> Count {
        let mut count = Count::default();
        for item in view::items(value).unwrap_or_default() {
            count += match item.first() {
                Some(b'{') => self.message(item),
                Some(b'"') => self.part("", item),
                Some(b'[') => Count::both(view::items(item).map_or(0, |items| items.len() as u64)),
                _ => Count::both(1),
            };
        }
        count
    }

    fn message(self, message: &[u8]) -> Count {
        REMEMBERED.get(self, message, || {
            let mut count = Count::both(A_MESSAGE);
            count += self.part("", message);
            count
        })
    }

    /// A part of a message. `key` is the name of the member that it is.
    fn part(self, key: &str, value: &[u8]) -> Count {
        match value.first() {
            Some(b'"') => view::string(value).map_or(Count::default(), |text| self.text(&text)),
            Some(b'[') => {
                let mut count = Count::default();
                for item in view::items(value).unwrap_or_default() {
                    count += self.part(key, item);
                }
                count
            }
            Some(b'{') => {
                let low = view::member(value, "detail") == Some(b"\"low\"");
                let mut count = Count::default();
                let _ =
                    view::each_member(value, |name, inner| count += self.member(key, &view::decoded(name), inner, low));
                count
            }
            _ => Count::default(),
        }
    }

    /// A member of a part. `above` is the name of the part; `low`: its images are looked at from afar.
    fn member(self, above: &str, name: &str, value: &[u8], low: bool) -> Count {
        match (above, name) {
            // Notation, which the formulae leave out.
            (_, "type" | "id" | "call_id" | "tool_call_id" | "tool_use_id" | "status" | "detail" | "format")
            | (_, "media_type" | "mimeType" | "mime_type" | "cache_control" | "signature" | "encrypted_content")
            | (_, "file_id" | "file_url" | "file_data" | "fileUri" | "file_uri" | "filename") => Count::default(),
            (_, "name") => {
                let mut count = Count::both(A_NAME);
                count += self.part(name, value);
                count
            }
            (_, "input" | "args" | "response") if value.first() == Some(&b'{') => self.raw(value),
            ("image_url" | "source", "url") | (_, "image_url") if value.first() == Some(&b'"') => {
                self.image(value, low)
            }
            ("source" | "inlineData" | "inline_data" | "input_audio", "data") => self.data(value, low),
            _ => self.part(name, value),
        }
    }

    /// An image by its URL.
    fn image(self, value: &[u8], low: bool) -> Count {
        let text = value.get(1..value.len() - 1).unwrap_or_default();
        if text.is_empty() {
            return Count::default();
        }
        let tokens = match prompt::base64_of(text) {
            Some(encoded) => return Count::both(media::image(self.model, low, encoded)),
            None => media::image_elsewhere(self.model, low),
        };
        let most = if self.model.starts_with("gpt-4o-mini") { TILED_DEAR } else { IMAGE };
        Count { tokens, most: most.max(tokens) }
    }

    /// What stands in the body as base64.
    fn data(self, value: &[u8], low: bool) -> Count {
        let encoded = value.get(1..value.len().saturating_sub(1)).unwrap_or_default();
        match prompt::Content::of(encoded) {
            prompt::Content::Image => Count::both(media::image(self.model, low, encoded)),
            prompt::Content::Sound => {
                let tokens = media::sound(self.model, encoded);
                let bound = (encoded.len() as u64).div_ceil(4) * 3 / SOUND_BYTES + 1;
                Count { tokens, most: bound.max(tokens) }
            }
            // Its pages are counted where they are read.
            prompt::Content::Document => Count::default(),
            prompt::Content::Other => self.part("", value),
        }
    }

    /// Functions, as OpenAI's guide counts them; at most all that is written, and a little for what stands around each.
    fn tools(self, value: &[u8]) -> Count {
        const A_FUNCTION: u64 = 7;
        const PROPERTIES: u64 = 3;
        const A_PROPERTY: u64 = 3;
        const A_CHOICE: u64 = 3;
        const END: u64 = 12;
        const AROUND: u64 = 16;
        let tools = view::items(value).unwrap_or_default();
        if tools.is_empty() {
            return Count::default();
        }
        let text = |object: &[u8], name: &str| -> String {
            let text = view::member(object, name).and_then(view::string);
            text.map(Cow::into_owned).unwrap_or_default()
        };
        let mut tokens = END;
        for tool in &tools {
            let function = view::member(tool, "function").unwrap_or(tool);
            let line = format!("{}:{}", text(function, "name"), text(function, "description").trim_end_matches('.'));
            tokens += A_FUNCTION + self.encoding.count(&line);
            let parameters = ["parameters", "input_schema"].iter().find_map(|name| view::member(function, name));
            let Some(properties) = parameters.and_then(|schema| view::member(schema, "properties")) else { continue };
            let mut some = false;
            let _ = view::each_member(properties, |name, property| {
                some = true;
                tokens += A_PROPERTY;
                let choices = view::member(property, "enum").and_then(view::items).unwrap_or_default();
                if !choices.is_empty() {
                    tokens = tokens.saturating_sub(A_CHOICE);
                }
                for choice in choices {
                    tokens += A_CHOICE + self.part("", choice).tokens;
                }
                let described = text(property, "description");
                let line =
                    format!("{}:{}:{}", view::decoded(name), text(property, "type"), described.trim_end_matches('.'));
                tokens += self.encoding.count(&line);
                // The guide says nothing of what is nested: it counts as it is written.
                for nested in ["properties", "items", "anyOf", "oneOf", "allOf"] {
                    tokens += view::member(property, nested).map_or(0, |schema| self.raw(schema).tokens);
                }
            });
            if some {
                tokens += PROPERTIES;
            }
        }
        let most = self.raw(value).most.saturating_add(AROUND * tools.len() as u64 + END);
        Count { tokens, most: most.max(tokens) }
    }
}

/// How many counts are remembered, at 48 bytes each.
const REMEMBERED_MOST: usize = 8192;

static REMEMBERED: LazyLock<Remembered> = LazyLock::new(Remembered::default);

/// The hashes of a message and its count.
type Known = ([u64; 2], Count);

/// Counts by the hash of their message: each has one place, which the next takes over.
struct Remembered {
    /// Two hashes of keys that nobody knows: messages can't be made to collide.
    hashes: [RandomState; 2],
    places: Mutex<Vec<Option<Known>>>,
}

impl Default for Remembered {
    fn default() -> Self {
        Self { hashes: [RandomState::new(), RandomState::new()], places: Mutex::new(vec![None; REMEMBERED_MOST]) }
    }
}

impl Remembered {
    fn get(&self, counter: Counter<'_>, message: &[u8], count: impl FnOnce() -> Count) -> Count {
        let key = [0, 1].map(|which: usize| self.hashes[which].hash_one((counter.model, message)));
        let place = usize::try_from(key[0] % REMEMBERED_MOST as u64).unwrap_or_default();
        let places = || self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = places().get(place).copied().flatten().filter(|(known, _)| *known == key) {
            return known;
        }
        let count = count();
        if let Some(kept) = places().get_mut(place) {
            *kept = Some((key, count));
        }
        count
    }
}

/// Longer bodies are counted on a thread of their own: an I/O thread has others to serve.
#[cfg(feature = "bpe")]
const LONG: usize = 64 << 10;

/// Counts the prompt of a body for a decision, where its model's encoding is public. `None`: it can't be counted exactly.
#[cfg(feature = "bpe")]
pub(crate) async fn exact(body: bytes::Bytes, model: String) -> Option<Count> {
    let encoding = Encoding::of(&model)?;
    if body.len() <= LONG && encoding.is_ready() {
        return Some(count(&body, &model));
    }
    tokio::task::spawn_blocking(move || count(&body, &model)).await.ok()
}

/// A gateway without encodings counts nothing exactly.
#[cfg(not(feature = "bpe"))]
pub(crate) async fn exact(_: bytes::Bytes, _: String) -> Option<Count> {
    None
}

#[cfg(test)]
mod tests;
