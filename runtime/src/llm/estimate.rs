//! The tokens of a call that nobody reported: its prompt as it was sent, its completion as far as it was delivered.

use std::borrow::Cow;

use bytes::Bytes;

use super::count::{self, count};
use super::delivered::Delivered;
use super::encoding::Encoding;
use super::media;
use super::prompt::{self, Content};
use super::usage::Usage;
use crate::json::view;

/// A prompt, kept while its answer comes.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    body: Bytes,
    /// What the backend is told that its model is, where the gateway has models.
    told: Option<&'static str>,
    /// The tokens of images and sound that were taken out of it.
    media: u64,
}

/// Shorter bodies are kept as they are, and shorter strings in others.
const SHORT: usize = 64 << 10;
const SHORT_TEXT: usize = 4 << 10;

impl Kept {
    /// Keeps the body of a call of a language model. `told`: what the backend is told that the model is, where the gateway knows
    /// it. `None`: it is no such call.
    pub(crate) fn new(body: &Bytes, path: &str, told: Option<&'static str>) -> Option<Self> {
        prompt::is_asked(body, path).then(|| Self { body: body.clone(), told, media: 0 })
    }

    /// How many bytes are kept.
    #[cfg(test)]
    pub(super) fn length(&self) -> usize {
        self.body.len()
    }

    /// Whether it takes time to look through it.
    pub(super) fn is_long(&self) -> bool {
        self.body.len() > SHORT
    }

    /// Whether it is the same, and not one that says the same.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.body.as_ptr() == other.body.as_ptr()
    }

    /// The model by which it is counted: what callers name may be another to the backend.
    fn model<'k>(&'k self, path: &'k str) -> Cow<'k, str> {
        self.told.map_or_else(|| count::model(&self.body, path), Cow::Borrowed)
    }

    /// Takes images and sound out, so that a stream doesn't hold them in memory as long as it lasts.
    pub(super) fn without_media(self, path: &str) -> Self {
        if !self.is_long() {
            return self;
        }
        let model = self.model(path).into_owned();
        let low = memchr::memmem::find(&self.body, b"\"low\"").is_some();
        let (mut text, mut media) = (Vec::new(), self.media);
        let (mut at, mut from) = (0, 0);
        while let Some(quote) = self.body.get(at..).and_then(|rest| memchr::memchr(b'"', rest)) {
            let begins = at + quote + 1;
            let Some(end) = view::string_end(&self.body, begins) else { break };
            at = end;
            if end - begins < SHORT_TEXT {
                continue;
            }
            let string = self.body.get(begins..end - 1).unwrap_or_default();
            let encoded = prompt::base64_of(string).unwrap_or(string);
            media += match Content::of(encoded) {
                Content::Image => media::image(&model, low, encoded),
                Content::Sound => media::sound(&model, encoded),
                Content::Document => 0,
                Content::Other => continue,
            };
            text.extend_from_slice(self.body.get(from..begins).unwrap_or_default());
            from = end - 1;
        }
        if from == 0 {
            return self;
        }
        text.extend_from_slice(self.body.get(from..).unwrap_or_default());
        Self { body: text.into(), media, ..self }
    }
}

/// What is known of a call that nobody reported.
#[derive(Debug)]
pub(crate) struct Evidence {
    pub(crate) path: String,
    pub(crate) prompt: Kept,
    /// What came of the answer. `None`: it couldn't be read.
    pub(crate) completion: Option<Completion>,
    /// What was reported before the answer broke off.
    pub(crate) reported: Option<Usage>,
}

/// What came of an answer.
#[derive(Debug)]
pub(crate) enum Completion {
    /// Nothing: there was none.
    Nothing,
    /// So much.
    Delivered(Box<Delivered>),
}

impl Evidence {
    /// The tokens, counted.
    pub(crate) fn usage(&mut self) -> Usage {
        let reported = self.reported.unwrap_or(Usage::NONE);
        let model = self.prompt.model(&self.path);
        let encoding = Encoding::of(&model).unwrap_or(Encoding::O200k);
        let counted = || count(&self.prompt.body, &model).tokens.saturating_add(self.prompt.media);
        let prompt = reported.prompt_tokens.unwrap_or_else(counted);
        let completion = self.completion.as_mut().map(|completion| match completion {
            Completion::Nothing => 0,
            Completion::Delivered(delivered) => delivered.count(encoding),
        });
        // Anthropic reports a first token with the prompt.
        let completion = completion.map(|counted| counted.max(reported.completion_tokens.unwrap_or_default()));
        Usage {
            prompt_tokens: Some(prompt),
            completion_tokens: completion,
            total_tokens: completion.map(|completion| prompt.saturating_add(completion)),
            ..reported
        }
    }

    /// What was delivered.
    pub(crate) fn into_delivered(self) -> Option<Box<Delivered>> {
        match self.completion? {
            Completion::Delivered(delivered) => Some(delivered),
            Completion::Nothing => None,
        }
    }
}
