//! How many tokens a request may come to, read off its body before it is sent.
//!
//! A token stands for a byte at least, so the length of a body bounds the tokens of its prompt: those of the texts, and, by the
//! notation around them, those that a chat's template adds. Nothing is counted token by token. Images and sound that stand in
//! the body as base64 are bounded by formulae, not by their length; see [`IMAGE`] and [`SOUND_BYTES`].

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::json::{Noted, view};

/// The most tokens of an image by the formulae that are published: 1,445 where it is cut into tiles of 170 tokens, 3,779 by
/// patches. See [`TILED_DEAR`] for the exception.
pub(crate) const IMAGE: u64 = 4_096;

/// The most tokens of an image for the models that [`DEAR`] names: eight tiles of 5,667, and 2,833.
pub(crate) const TILED_DEAR: u64 = 48_169;
const DEAR: &str = "gpt-4o-mini";

/// So many bytes of sound are one token at most: 32 tokens a second, at 8,000 bits a second.
pub(crate) const SOUND_BYTES: u64 = 31;

/// What a body asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Prompt {
    /// The tokens of the prompt are no more than these, as far as it stands in the body.
    pub(crate) bound: u64,
    /// Whether all of it stands there: no earlier response, stored file or document is added to it elsewhere.
    pub(crate) whole: bool,
    /// The most tokens that all completions together may have, where the body says so.
    pub(crate) completions: Option<u64>,
    /// How many completions are asked for.
    pub(crate) choices: u64,
    /// Where a bound of one completion would stand, as a JSON Pointer; none where the body has no place for one.
    pub(crate) place: Option<&'static str>,
    /// Whether the body is a JSON object.
    pub(crate) object: bool,
}

impl Prompt {
    /// Of a body that nobody reads.
    pub(crate) const UNREAD: Self =
        Self { bound: 1, whole: false, completions: None, choices: 1, place: None, object: false };

    /// What holds for either of two models that may get the body. A completion is bounded where the first has its place.
    pub(crate) fn or(self, other: Self) -> Self {
        Self { bound: self.bound.max(other.bound), whole: self.whole && other.whole, ..self }
    }
}

/// What is known of a call beside its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Its answer has a completion, or may have.
    Completes,
    /// Its answer holds vectors.
    Embeds,
    /// It has tokens counted, and uses none.
    Counts,
}

impl Purpose {
    /// By the path that is called, as the providers' APIs have it.
    pub(crate) fn of(path: &str) -> Self {
        let last = path.trim_end_matches('/').rsplit(['/', ':']).next().unwrap_or_default();
        match last {
            "embeddings" | "embedContent" | "batchEmbedContents" => Self::Embeds,
            "count_tokens" | "countTokens" | "input_tokens" => Self::Counts,
            _ => Self::Completes,
        }
    }
}

/// Whether a body asks a language model for a completion, or for vectors: by what the path and the body's members are called.
pub(super) fn is_asked(body: &[u8], path: &str) -> bool {
    let names: &[&str] = match (Purpose::of(path), Kind::of(path)) {
        (Purpose::Counts, _) => return false,
        (Purpose::Embeds, _) => &["input", "content", "requests"],
        (_, Some(Kind::Chat)) => &["messages"],
        (_, Some(Kind::Text)) => &["prompt"],
        (_, Some(Kind::Response)) => &["input", "prompt"],
        (_, Some(Kind::Contents)) => &["contents"],
        (_, None) => return false,
    };
    names.iter().any(|name| view::has_member(body, name))
}

/// Reads a body, which its check has perhaps noted something of. What is no JSON object is bounded by its length alone.
pub(crate) fn read(body: &[u8], path: &str, noted: Option<&Noted>) -> Prompt {
    let (members, object) = Members::of(body, path, noted);
    let model = members.model.as_deref().unwrap_or_default();
    let dear = model.starts_with(DEAR) || path.split('/').any(|segment| segment.starts_with(DEAR));
    let data = data(body, noted);
    let image = if dear { TILED_DEAR } else { IMAGE };
    let length = (body.len() as u64).saturating_sub(data.bytes);
    let bound = length.saturating_add(data.images.saturating_mul(image)).saturating_add(data.sound);
    let choices = members.choices.max(1);
    let place = members.place(model, path);
    let completions = match Purpose::of(path) {
        Purpose::Embeds | Purpose::Counts => Some(0),
        Purpose::Completes => members.most().map(|most| most.saturating_mul(choices)),
    };
    Prompt { bound, whole: !(members.refers || data.refers), completions, choices, place, object }
}

/// Where a bound of one completion stands in such a body, as a JSON Pointer; none where it has no place for one.
pub(crate) fn place(body: &[u8], path: &str) -> Option<&'static str> {
    let (members, _) = Members::of(body, path, None);
    members.place(members.model.as_deref().unwrap_or_default(), path)
}

/// A number that a member says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Said {
    #[default]
    Nothing,
    /// Of several of one name the largest: readers differ in which of them they take.
    Number(u64),
    /// Something else than a number from 0.
    Odd,
}

impl Said {
    fn add(&mut self, value: &[u8]) {
        *self = match (*self, view::unsigned(value)) {
            (Self::Odd, _) | (_, None) => Self::Odd,
            (Self::Nothing, Some(number)) => Self::Number(number),
            (Self::Number(known), Some(number)) => Self::Number(known.max(number)),
        };
    }

    fn number(self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Nothing | Self::Odd => None,
        }
    }
}

/// What kind of completion is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Chat completions, and Anthropic's messages.
    Chat,
    /// Completions of a text.
    Text,
    /// Responses.
    Response,
    /// Gemini.
    Contents,
}

impl Kind {
    /// By the path. Others are known by their members alone: the same name may hold what is drawn, spoken or looked at.
    fn of(path: &str) -> Option<Self> {
        let mut segments = path.trim_end_matches('/').rsplit(['/', ':']);
        Some(match (segments.next()?, segments.next()) {
            ("completions", Some("chat")) | ("messages", _) => Self::Chat,
            ("completions", _) => Self::Text,
            ("responses", _) => Self::Response,
            ("generateContent" | "streamGenerateContent", _) => Self::Contents,
            _ => return None,
        })
    }
}

/// The top-level members that decide how much is asked for.
#[derive(Debug, Default)]
struct Members<'b> {
    kind: Option<Kind>,
    model: Option<Cow<'b, str>>,
    max_tokens: Said,
    max_completion_tokens: Said,
    max_output_tokens: Said,
    generated: Said,
    choices: u64,
    /// Whether something that is kept elsewhere is added to the prompt.
    refers: bool,
}

impl<'b> Members<'b> {
    /// And whether the body is an object.
    fn of(body: &'b [u8], path: &str, noted: Option<&Noted>) -> (Self, bool) {
        let mut members = Self { kind: Kind::of(path), ..Self::default() };
        let (mut choices, mut prompts) = (1, 1);
        let mut add = |name: &'b [u8], value: &'b [u8]| {
            let name = view::decoded(name);
            match &*name {
                "messages" => members.kind = members.kind.or(Some(Kind::Chat)),
                "contents" => members.kind = members.kind.or(Some(Kind::Contents)),
                "prompt" if value.first() == Some(&b'{') => members.refers = true,
                "prompt" => prompts = prompts.max(several(value)),
                "model" => members.model = view::string(value),
                "max_tokens" => members.max_tokens.add(value),
                "max_completion_tokens" => members.max_completion_tokens.add(value),
                "max_output_tokens" => members.max_output_tokens.add(value),
                "n" | "best_of" => choices = choices.max(view::unsigned(value).unwrap_or(1)),
                "generationConfig" | "generation_config" => {
                    let _ = view::each_member(value, |name, value| match &*view::decoded(name) {
                        "maxOutputTokens" | "max_output_tokens" => members.generated.add(value),
                        "candidateCount" | "candidate_count" => {
                            choices = choices.max(view::unsigned(value).unwrap_or(1));
                        }
                        _ => {}
                    });
                }
                "tools" => {
                    members.refers |= view::items(value).is_some_and(|tools| tools.iter().any(|tool| is_hosted(tool)))
                }
                "previous_response_id" | "conversation" | "cachedContent" | "cached_content" => {
                    members.refers |= value != b"null";
                }
                _ => {}
            }
        };
        let object = match noted.and_then(|noted| noted.members(body)) {
            Some(known) => {
                known.for_each(|(name, value)| add(name, value));
                Some(())
            }
            None => view::each_member(body, add).map(|_| ()),
        };
        let prompts = if members.kind == Some(Kind::Text) { prompts } else { 1 };
        members.choices = choices.saturating_mul(prompts);
        (members, object.is_some())
    }

    /// The most tokens of one completion, where the body says so under a name that requests of its kind have.
    fn most(&self) -> Option<u64> {
        match self.kind? {
            Kind::Chat => self.max_tokens.number().max(self.max_completion_tokens.number()),
            Kind::Text => self.max_tokens.number(),
            Kind::Response => self.max_output_tokens.number(),
            Kind::Contents => self.generated.number(),
        }
    }

    fn place(&self, model: &str, path: &str) -> Option<&'static str> {
        let reasons = reasons(model) || path.split('/').any(reasons);
        Some(match self.kind? {
            Kind::Chat if reasons => "/max_completion_tokens",
            Kind::Chat | Kind::Text => "/max_tokens",
            Kind::Response => "/max_output_tokens",
            Kind::Contents => "/generationConfig/maxOutputTokens",
        })
    }
}

/// Whether the provider runs a tool itself, and adds to the prompt what comes of it.
fn is_hosted(tool: &[u8]) -> bool {
    let mut hosted = false;
    let _ = view::each_member(tool, |name, value| match &*view::decoded(name) {
        "type" => hosted |= !matches!(view::string(value).as_deref(), Some("function" | "custom")),
        "googleSearch" | "google_search" | "codeExecution" | "code_execution" | "urlContext" | "url_context" => {
            hosted = true;
        }
        _ => {}
    });
    hosted
}

/// Whether a model is one of OpenAI's that reason: they refuse `max_tokens`.
fn reasons(model: &str) -> bool {
    let digit = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    model.strip_prefix('o').is_some_and(digit) || model.starts_with("gpt-5")
}

/// How many prompts a value is: an array of texts or of arrays of tokens is several.
fn several(value: &[u8]) -> u64 {
    let items = view::items(value).unwrap_or_default();
    if items.iter().all(|item| matches!(item.first(), Some(b'"' | b'['))) { items.len() as u64 } else { 1 }
}

/// What of a body is no text.
#[derive(Debug, Default)]
struct Data {
    /// The bytes that it takes in the body.
    bytes: u64,
    images: u64,
    /// The tokens of sound.
    sound: u64,
    /// Whether the body names a file that is not in it, or holds a document.
    refers: bool,
}

/// Shorter texts are looked at no further.
const SHORTEST: usize = 64;

/// Where messages stand, at the top of a body.
const MESSAGES: [&str; 4] = ["contents", "input", "messages", "system"];

/// With what the names of members begin that hold something else than text, or the objects with such members.
pub(crate) const NO_TEXT: &[&str] = &["image_url", "file", "inline", "source", "input_audio"];

/// Goes through the strings of a body, unless none of them can be anything but text.
fn data(body: &[u8], noted: Option<&Noted>) -> Data {
    // By an escape any name may be written otherwise.
    let may_hold =
        || memchr::memmem::find(body, b"\\u").is_some() || NO_TEXT.iter().any(|name| begins_string(body, name));
    if noted.map_or_else(may_hold, Noted::has_met) { data_in(body) } else { Data::default() }
}

fn begins_string(body: &[u8], beginning: &str) -> bool {
    let quoted = |at: usize| at.checked_sub(1).and_then(|before| body.get(before)) == Some(&b'"');
    memchr::memmem::find_iter(body, beginning).any(quoted)
}

fn data_in(body: &[u8]) -> Data {
    let mut found = Data::default();
    let (mut at, mut key): (usize, Cow<'_, str>) = (0, Cow::Borrowed(""));
    // The names of the members that hold what is being read; those of items are empty.
    let mut above: Vec<Cow<'_, str>> = Vec::new();
    while let Some(byte) = body.get(at) {
        match byte {
            b'{' | b'[' => above.push(std::mem::take(&mut key)),
            b'}' | b']' => drop(above.pop()),
            b'"' => {
                let Some(end) = view::string_end(body, at + 1) else { return found };
                let text = body.get(at + 1..end - 1).unwrap_or_default();
                at = end;
                if view::is_name(body, end) {
                    key = view::decoded(text);
                } else {
                    let within = above.get(1).is_some_and(|top| MESSAGES.contains(&&**top));
                    found.add(&std::mem::take(&mut key), above.last().filter(|_| within), text);
                }
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

impl Data {
    /// Adds a text. `above` is the name of the object that it stands in, where that is part of a message.
    fn add(&mut self, key: &str, above: Option<&Cow<'_, str>>, text: &[u8]) {
        self.refers |= matches!(key, "file_id" | "file_url" | "fileUri" | "file_uri");
        let Some(above) = above else { return };
        let encoded = match (key, &**above) {
            ("image_url", _) | ("url", "image_url" | "source") => match base64_of(text) {
                Some(encoded) => encoded,
                None => {
                    self.images += 1;
                    return;
                }
            },
            ("file_data", _) => base64_of(text).unwrap_or(text),
            ("data", "source" | "inlineData" | "inline_data" | "input_audio") => text,
            _ => return,
        };
        if encoded.len() < SHORTEST {
            return;
        }
        // Any other data counts by its length, as text would.
        match Content::of(encoded) {
            Content::Image => self.images += 1,
            Content::Sound => self.sound += (encoded.len() as u64).div_ceil(4) * 3 / SOUND_BYTES + 1,
            Content::Document => self.refers = true,
            Content::Other => return,
        }
        self.bytes += encoded.len() as u64;
    }
}

/// What a data URL holds, if it is one in base64 (RFC 2397).
pub(super) fn base64_of(text: &[u8]) -> Option<&[u8]> {
    const MARK: &[u8] = b";base64,";
    let head = text.strip_prefix(b"data:")?;
    let mark = memchr::memmem::find(head.get(..256).unwrap_or(head), MARK)?;
    head.get(mark + MARK.len()..)
}

pub(super) enum Content {
    Image,
    Sound,
    /// Its pages are read as texts and as images.
    Document,
    Other,
}

impl Content {
    /// By its first bytes, since what is said of it may be wrong.
    pub(super) fn of(encoded: &[u8]) -> Self {
        let decoded = encoded.get(..16).and_then(|first| STANDARD_NO_PAD.decode(first).ok()).unwrap_or_default();
        match decoded.as_slice() {
            [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'G', b'I', b'F', b'8', ..] => Self::Image,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => Self::Image,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E'] => Self::Sound,
            [b'I', b'D', b'3', ..]
            | [0xff, 0xe2..=0xff, ..]
            | [b'O', b'g', b'g', b'S', ..]
            | [b'f', b'L', b'a', b'C', ..] => Self::Sound,
            [b'%', b'P', b'D', b'F', ..] => Self::Document,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests;
