//! What is counted while the bodies of a call pass, kept where it outlives them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bytes::Bytes;

use super::delivered::Delivered;
use super::estimate::Kept;
use super::redaction::without_media;
use super::usage::Usage;

/// The counts of one call.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    bytes_in: AtomicU64,
    answer: Mutex<Counts>,
    kept: Mutex<Evidence>,
}

/// What is kept to count the tokens of a call that nobody reports.
#[derive(Debug, Default)]
struct Evidence {
    prompt: Option<Kept>,
    delivered: Option<Box<Delivered>>,
    logged: Logged,
}

/// What a log is to have of a call of a language model.
#[derive(Debug, Default)]
pub(crate) struct Logged {
    /// The body as it was sent.
    pub(crate) prompt: Option<Bytes>,
    /// How many bytes of the answer's texts.
    pub(crate) completion: usize,
}

/// What was kept of a call of a language model.
#[derive(Debug)]
pub(crate) struct Left {
    pub(crate) prompt: Option<Kept>,
    pub(crate) delivered: Option<Box<Delivered>>,
    /// The body as it was sent, for a log.
    pub(crate) logged: Option<Bytes>,
}

/// What an answer has shown by its end.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    /// The tokens that were reported.
    pub(crate) usage: Option<Usage>,
    /// The events that were passed on; `None` where it was no stream of events.
    pub(crate) events: Option<u64>,
    /// When the first token of a stream came.
    pub(crate) first_token: Option<Instant>,
}

impl Tally {
    /// How many bytes of the request's body have come.
    pub(crate) fn bytes_in(&self) -> u64 {
        self.bytes_in.load(Ordering::Relaxed)
    }

    /// Notes how many bytes of the request's body have come.
    pub(crate) fn came(&self, bytes: u64) {
        self.bytes_in.store(bytes, Ordering::Relaxed);
    }

    /// Keeps the prompt, until the call has ended.
    pub(crate) fn asked(&self, prompt: Option<Kept>) {
        self.kept().prompt = prompt;
    }

    /// Keeps what a log is to have.
    pub(crate) fn to_be_logged(&self, logged: Logged) {
        self.kept().logged = logged;
    }

    /// How many bytes of the answer's texts a log is to have.
    pub(super) fn logged_completion(&self) -> usize {
        self.kept().logged.completion
    }

    /// Whether a language model was asked.
    pub(super) fn is_asked(&self) -> bool {
        self.kept().prompt.is_some()
    }

    /// Keeps no images and sound of the prompt.
    pub(super) fn without_media(&self, path: &str) {
        let mut kept = self.kept();
        kept.prompt = kept.prompt.take().map(|prompt| prompt.without_media(path));
        kept.logged.prompt = kept.logged.prompt.take().map(without_media);
    }

    /// Keeps what was delivered of the answer.
    pub(crate) fn delivered(&self, delivered: Option<Box<Delivered>>) {
        self.kept().delivered = delivered;
    }

    /// What was kept of the prompt and of the answer.
    pub(crate) fn take_kept(&self) -> Left {
        let Evidence { prompt, delivered, logged } = std::mem::take(&mut *self.kept());
        Left { prompt, delivered, logged: logged.prompt }
    }

    fn kept(&self) -> MutexGuard<'_, Evidence> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the answer has shown, once it has ended.
    pub(crate) fn answer(&self) -> Counts {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, of an answer that another one follows.
    pub(crate) fn take_answer(&self) -> Counts {
        std::mem::take(&mut *self.answer.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes what the answer has shown.
    pub(crate) fn answered(&self, counts: Counts) {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = counts;
    }
}
