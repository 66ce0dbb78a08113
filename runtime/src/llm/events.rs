//! The body of a streamed answer: events as they come, and an error event where the backend's stream breaks off.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{HeaderMap, header};
use http_body::{Body, Frame, SizeHint};

use super::interruption::interruption;
use super::sse::Framer;
use super::usage::{Scanner, Usage};
use crate::body::BodyError;
use crate::fault::Dialect;
use crate::upstream::{Answer, Cut};

/// Whether an answer is a stream of events.
#[must_use]
pub fn is_event_stream(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|media| media.eq_ignore_ascii_case("text/event-stream"))
}

/// Whether an answer is JSON whose usage can be read: not compressed.
#[must_use]
pub fn is_plain_json(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|media| {
        let suffix = media.len().checked_sub(5).and_then(|at| media.get(at..));
        media.eq_ignore_ascii_case("application/json")
            || suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("+json"))
    }) && is_plain(headers)
}

fn is_plain(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_ENCODING).is_none_or(|coding| coding == "identity")
}

fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::CONTENT_TYPE)?.as_bytes();
    let end = memchr::memchr(b';', value).unwrap_or(value.len());
    std::str::from_utf8(value.get(..end)?).ok().map(str::trim)
}

/// An answer's body, watched as it passes.
#[derive(Debug)]
pub struct Watched {
    answer: Answer,
    /// `None` where the bytes are coded, or can hold no usage.
    scanner: Option<Scanner>,
    /// `None` where the body is no stream of events.
    events: Option<Events>,
    cut: Option<Cut>,
    ended: bool,
}

#[derive(Debug)]
struct Events {
    framer: Framer,
    dialect: Dialect,
}

impl Watched {
    /// Watches an answer. A stream of events loses its `content-length`, since one more event may follow.
    #[must_use]
    pub fn new(answer: Answer, headers: &mut HeaderMap, dialect: Dialect) -> Self {
        let plain = is_plain(headers);
        // A compressed stream can't be continued in plain text: it ends as any other body does.
        let events = (plain && is_event_stream(headers)).then(|| Events { framer: Framer::default(), dialect });
        if events.is_some() {
            headers.remove(header::CONTENT_LENGTH);
        }
        let scanner = (events.is_some() || is_plain_json(headers)).then(Scanner::default);
        Self { answer, scanner, events, cut: None, ended: false }
    }

    /// The tokens that were reported so far.
    #[must_use]
    pub fn usage(&self) -> Option<Usage> {
        self.scanner.as_ref().and_then(Scanner::usage)
    }

    /// Why the stream of events broke off, if it did. Its reader saw an error event and a clean end.
    #[must_use]
    pub fn cut(&self) -> Option<&Cut> {
        self.cut.as_ref()
    }

    /// How many events have passed; `None` where the body is no stream of events.
    #[must_use]
    pub fn events(&self) -> Option<u64> {
        self.events.as_ref().map(|events| events.framer.events())
    }

    /// Whether the last event of the stream's protocol has passed, whole.
    #[must_use]
    pub fn is_terminated(&self) -> bool {
        self.events.as_ref().is_some_and(|events| events.framer.terminated() && events.framer.at_boundary())
    }

    /// Gives up an answer that nobody wants.
    pub(crate) async fn discard(self) {
        self.answer.discard().await;
    }

    fn break_off(&mut self, cut: Cut) -> Option<Result<Frame<Bytes>, BodyError>> {
        self.ended = true;
        match &self.events {
            // The client was told that all is said; what broke then is of no interest to it.
            Some(events) if events.framer.terminated() && events.framer.at_boundary() => None,
            Some(events) => {
                let event = interruption(events.dialect, events.framer.at_boundary());
                self.cut = Some(cut);
                Some(Ok(Frame::data(event)))
            }
            None => Some(Err(cut.into())),
        }
    }
}

impl Body for Watched {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = &mut *self;
        if this.ended {
            return Poll::Ready(None);
        }
        Poll::Ready(match ready!(Pin::new(&mut this.answer).poll_frame(cx)) {
            Some(Ok(frame)) => {
                if let Some(bytes) = frame.data_ref() {
                    if let Some(events) = &mut this.events {
                        events.framer.read(bytes);
                    }
                    if let Some(scanner) = &mut this.scanner {
                        scanner.read(bytes);
                    }
                }
                Some(Ok(frame))
            }
            // A body without a length ends with its connection, so a backend that died looks as one that was done.
            None if !this.answer.is_delimited() && this.events.as_ref().is_some_and(Events::unfinished) => {
                this.break_off(Cut::Interrupted("the connection closed before the last event".into()))
            }
            None => {
                this.ended = true;
                None
            }
            Some(Err(cut)) => this.break_off(cut),
        })
    }

    fn is_end_stream(&self) -> bool {
        self.ended || (self.events.is_none() && self.answer.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        if self.events.is_some() { SizeHint::default() } else { self.answer.size_hint() }
    }
}

impl Events {
    /// Whether more must have followed. Other protocols than LLMs' have no last event to miss.
    fn unfinished(&self) -> bool {
        !self.framer.at_boundary() || (self.dialect != Dialect::Problem && !self.framer.terminated())
    }
}
