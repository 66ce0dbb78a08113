//! What is counted while the bodies of a call pass, kept where it outlives them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use super::delivered::Delivered;
use super::estimate::Kept;
use super::redaction::{SHORT, without_media};
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

impl Evidence {
    /// Whether it takes time to look through it.
    fn is_long(&self) -> bool {
        self.prompt.as_ref().is_some_and(Kept::is_long)
            || self.logged.prompt.as_ref().is_some_and(|body| body.len() > SHORT)
    }
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

    /// Keeps no images and sound of the prompt. Those of a long body are taken out by a thread that serves no connections: of so
    /// many bodies at a time, so that what waits for it holds no more than the calls do that run.
    pub(super) fn without_media(self: &Arc<Self>, path: &str) {
        static TURNS: Semaphore = Semaphore::const_new(2);
        if !self.kept().is_long() {
            return;
        }
        let Ok(runtime) = Handle::try_current() else { return self.take_media_out(path) };
        let (tally, path) = (Arc::downgrade(self), path.to_owned());
        runtime.spawn(async move {
            let Ok(_turn) = TURNS.acquire().await else { return };
            // A call that has ended keeps nothing.
            let Some(tally) = tally.upgrade() else { return };
            let _ = tokio::task::spawn_blocking(move || tally.take_media_out(&path)).await;
        });
    }

    fn take_media_out(&self, path: &str) {
        let (prompt, logged) = self.prompts();
        let small = (prompt.clone().map(|prompt| prompt.without_media(path)), logged.clone().map(without_media));
        self.replace((prompt, logged), small);
    }

    /// What is kept of the prompt: to be counted, and for a log.
    fn prompts(&self) -> (Option<Kept>, Option<Bytes>) {
        let kept = self.kept();
        (kept.prompt.clone(), kept.logged.prompt.clone())
    }

    /// Puts others in the place of these. The call may have ended meanwhile, or another attempt have asked.
    fn replace(&self, (prompt, logged): (Option<Kept>, Option<Bytes>), small: (Option<Kept>, Option<Bytes>)) {
        let mut kept = self.kept();
        if kept.prompt.as_ref().zip(prompt.as_ref()).is_some_and(|(now, then)| now.is(then)) {
            kept.prompt = small.0;
        }
        if kept.logged.prompt.as_ref().zip(logged.as_ref()).is_some_and(|(now, then)| now.as_ptr() == then.as_ptr()) {
            kept.logged.prompt = small.1;
        }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Arc;
    use std::time::Duration;

    use super::*;

    const PATH: &str = "/v1/chat/completions";

    fn chat(image: usize) -> Bytes {
        let image = format!("data:image/png;base64,iVBORw0KGgoAAAANSUhEUg{}", "A".repeat(image));
        let content = serde_json::json!([{ "type": "image_url", "image_url": { "url": image } }]);
        Bytes::from(serde_json::json!({ "messages": [{ "role": "user", "content": content }] }).to_string())
    }

    fn asked(body: &Bytes) -> Arc<Tally> {
        let tally = Arc::new(Tally::default());
        tally.asked(Kept::new(body, PATH, None));
        tally.to_be_logged(Logged { prompt: Some(body.clone()), completion: 0 });
        tally
    }

    /// The lengths of what is kept to be counted and to be logged.
    fn lengths(tally: &Tally) -> (usize, usize) {
        let kept = tally.kept();
        (kept.prompt.as_ref().map_or(0, Kept::length), kept.logged.prompt.as_ref().map_or(0, Bytes::len))
    }

    /// The runtime of this test has one thread, which serves it.
    #[tokio::test]
    async fn media_are_taken_out_of_a_large_body_by_a_thread_that_serves_nobody() {
        let large = chat(4 << 20);
        let tally = asked(&large);
        tally.without_media(PATH);
        assert_eq!(lengths(&tally), (large.len(), large.len()), "nothing is done at once");
        let shrunk = async {
            while lengths(&tally).0 > 1000 || lengths(&tally).1 > 1000 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), shrunk).await.unwrap();
        let small = chat(10);
        let tally = asked(&small);
        tally.without_media(PATH);
        assert_eq!(lengths(&tally), (small.len(), small.len()));
    }

    #[tokio::test]
    async fn what_was_asked_meanwhile_stays_and_what_has_ended_is_let_go() {
        let (large, other) = (chat(1 << 20), chat(2 << 20));
        let tally = asked(&large);
        let (prompts, small) = (tally.prompts(), asked(&chat(10)).prompts());
        tally.asked(Kept::new(&other, PATH, None));
        tally.replace(prompts, small);
        assert_eq!(lengths(&tally).0, other.len());
        assert!(lengths(&tally).1 < 1000);
        let ended = asked(&large);
        ended.without_media(PATH);
        drop(ended.take_kept());
        let last = asked(&large);
        last.without_media(PATH);
        while lengths(&last).0 > 1000 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(lengths(&ended), (0, 0));
    }
}
