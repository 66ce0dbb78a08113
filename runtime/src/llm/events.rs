//! The body of a streamed answer: events as they come, and an error event where the backend's stream breaks off.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, header};
use http_body::{Body, Frame, SizeHint};

use super::asked::Withheld;
use super::delivered::Delivered;
use super::first::holds_text;
use super::interruption::interruption;
use super::scanner::Scanner;
use super::sse::Framer;
use super::{Counts, Tally};
use crate::body::BodyError;
use crate::fault::Dialect;
use crate::upstream::{Answer, Cut, DISCARDED};

/// Whether an answer is a stream of events.
#[must_use]
pub fn is_event_stream(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(is_events)
}

fn is_events(media: &str) -> bool {
    media.eq_ignore_ascii_case("text/event-stream")
}

/// Whether an answer is JSON whose usage can be read: not compressed.
#[must_use]
pub fn is_plain_json(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(is_json) && is_plain(headers)
}

fn is_json(media: &str) -> bool {
    let suffix = media.len().checked_sub(5).and_then(|at| media.get(at..));
    media.eq_ignore_ascii_case("application/json") || suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("+json"))
}

fn is_plain(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_ENCODING).is_none_or(|coding| coding == "identity")
}

fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::CONTENT_TYPE)?.as_bytes();
    let end = memchr::memchr(b';', value).unwrap_or(value.len());
    std::str::from_utf8(value.get(..end)?).ok().map(str::trim)
}

/// The first token of a stream comes within so many bytes, or the stream is no model's.
const FIRST_WITHIN: usize = 256 << 10;

/// An answer's body, watched as it passes.
#[derive(Debug)]
pub struct Watched {
    answer: Answer,
    /// `None` where the bytes are coded, or can hold no usage.
    scanner: Option<Scanner>,
    /// `None` where the body is no stream of events.
    events: Option<Events>,
    /// What of it may have to be counted.
    delivered: Option<Box<Delivered>>,
    cut: Option<Cut>,
    /// Trailers that come behind what was held back.
    trailers: Option<Frame<Bytes>>,
    ended: bool,
    tally: Arc<Tally>,
}

#[derive(Debug)]
struct Events {
    framer: Framer,
    dialect: Dialect,
    /// How many more bytes are looked through for the first token; 0 once it has come.
    unlooked: usize,
    first_token: Option<Instant>,
    /// What takes out the report that the gateway has asked for.
    withheld: Option<Withheld>,
}

impl Watched {
    /// Watches an answer, and tells the tally what it has shown once it is over. A stream of events loses its
    /// `content-length`, since one more event may follow. `asked`: whether the gateway has asked it for its usage; `path`: what
    /// was called, where it is to be counted should it not report its usage.
    pub(crate) fn new(
        answer: Answer,
        headers: &mut HeaderMap,
        dialect: Dialect,
        asked: bool,
        path: Option<&str>,
        tally: Arc<Tally>,
    ) -> Self {
        let media = media_type(headers).filter(|_| is_plain(headers));
        let reads_json = media.is_some_and(is_json);
        // A compressed stream can't be continued in plain text: it ends as any other body does.
        let events = media.is_some_and(is_events).then(|| Events {
            framer: Framer::default(),
            dialect,
            unlooked: FIRST_WITHIN,
            first_token: None,
            withheld: asked.then(Withheld::default),
        });
        if events.is_some() {
            headers.remove(header::CONTENT_LENGTH);
        }
        let scanner = (events.is_some() || reads_json).then(Scanner::default);
        let path = path.filter(|_| scanner.is_some() && tally.is_asked());
        if let Some(path) = path.filter(|_| events.is_some()) {
            tally.without_media(path);
        }
        let delivered = path.map(|_| Box::new(Delivered::new(events.is_some(), tally.logged_completion())));
        Self { answer, scanner, events, delivered, cut: None, trailers: None, ended: false, tally }
    }

    /// Why the stream of events broke off, if it did. Its reader saw an error event and a clean end.
    #[must_use]
    pub fn cut(&self) -> Option<&Cut> {
        self.cut.as_ref()
    }

    /// Whether the last event of the stream's protocol has passed, whole.
    #[must_use]
    pub fn is_terminated(&self) -> bool {
        self.events.as_ref().is_some_and(|events| events.framer.terminated() && events.framer.at_boundary())
    }

    /// Gives up an answer that nobody wants. What is there of it already is read, for the tokens that it reports.
    pub(crate) async fn discard(&mut self) {
        poll_fn(|cx| {
            for _ in 0..DISCARDED {
                if !matches!(Pin::new(&mut *self).poll_frame(cx), Poll::Ready(Some(Ok(_)))) {
                    break;
                }
            }
            Poll::Ready(())
        })
        .await;
    }

    /// What of a frame goes on now.
    fn passed(&mut self, frame: Frame<Bytes>) -> Option<Frame<Bytes>> {
        let bytes = match frame.into_data() {
            Ok(bytes) => bytes,
            Err(trailers) => {
                let rest = self.events.as_mut().map(Events::rest).unwrap_or_default();
                if rest.is_empty() {
                    return Some(trailers);
                }
                self.trailers = Some(trailers);
                return Some(Frame::data(rest));
            }
        };
        if let Some(scanner) = &mut self.scanner {
            scanner.read(&bytes);
        }
        if let Some(delivered) = &mut self.delivered {
            delivered.pass(&bytes);
        }
        let Some(events) = &mut self.events else { return Some(Frame::data(bytes)) };
        events.framer.read(&bytes);
        events.look_for_text(&bytes);
        match &mut events.withheld {
            Some(withheld) => Some(withheld.pass(bytes)).filter(|passed| !passed.is_empty()).map(Frame::data),
            None => Some(Frame::data(bytes)),
        }
    }

    fn break_off(&mut self, cut: Cut) -> Option<Result<Frame<Bytes>, BodyError>> {
        self.ended = true;
        match &mut self.events {
            // The client was told that all is said; what broke then is of no interest to it.
            Some(events) if events.framer.terminated() && events.framer.at_boundary() => None,
            Some(events) => {
                let event = interruption(events.dialect, events.framer.at_boundary());
                self.cut = Some(cut);
                let rest = events.rest();
                Some(Ok(Frame::data(if rest.is_empty() { event } else { [rest, event].concat().into() })))
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
        if let Some(trailers) = this.trailers.take() {
            return Poll::Ready(Some(Ok(trailers)));
        }
        loop {
            let frame = match ready!(Pin::new(&mut this.answer).poll_frame(cx)) {
                Some(Ok(frame)) => this.passed(frame),
                // A body without a length ends with its connection, so a backend that died looks as one that was done.
                None if !this.answer.is_delimited() && this.events.as_ref().is_some_and(Events::unfinished) => {
                    return Poll::Ready(
                        this.break_off(Cut::Interrupted("the connection closed before the last event".into())),
                    );
                }
                None => {
                    this.ended = true;
                    this.events.as_mut().map(Events::rest).filter(|rest| !rest.is_empty()).map(Frame::data)
                }
                Some(Err(cut)) => return Poll::Ready(this.break_off(cut)),
            };
            // All of a frame may be held back.
            if frame.is_some() || this.ended {
                return Poll::Ready(frame.map(Ok));
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.ended || (self.events.is_none() && self.answer.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        if self.events.is_some() { SizeHint::default() } else { self.answer.size_hint() }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.tally.answered(Counts {
            usage: self.scanner.as_ref().and_then(Scanner::usage),
            events: self.events.as_ref().map(Events::passed),
            first_token: self.events.as_ref().and_then(|events| events.first_token),
        });
        self.tally.delivered(self.delivered.take());
    }
}

impl Events {
    /// How many were passed on.
    fn passed(&self) -> u64 {
        let taken_out = self.withheld.as_ref().map_or(0, Withheld::reports);
        self.framer.events().saturating_sub(taken_out)
    }

    /// Notes the first token, if it stands among these bytes.
    fn look_for_text(&mut self, bytes: &[u8]) {
        if self.unlooked == 0 {
            return;
        }
        self.unlooked = self.unlooked.saturating_sub(bytes.len());
        if holds_text(bytes) {
            self.unlooked = 0;
            self.first_token = Some(Instant::now());
        }
    }

    /// What was held back.
    fn rest(&mut self) -> Bytes {
        self.withheld.as_mut().map(Withheld::rest).unwrap_or_default()
    }

    /// Whether more must have followed. Other protocols than LLMs' have no last event to miss.
    fn unfinished(&self) -> bool {
        !self.framer.at_boundary() || (self.dialect != Dialect::Problem && !self.framer.terminated())
    }
}
