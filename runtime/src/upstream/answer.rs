//! The body of a backend's answer.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use tokio::time::Instant;

use super::connection::Source;
use super::idle::IdleConnections;

/// Why an answer's body ended before its end.
#[derive(Debug)]
pub enum Cut {
    /// The connection broke, or closed before the body was whole.
    Interrupted(Box<dyn Error + Send + Sync>),
    /// No byte came for as long as the backend's `idle` limit.
    Idle,
}

impl Cut {
    /// A short name for the metrics.
    pub(crate) fn cause(&self) -> &'static str {
        match self {
            Self::Interrupted(_) => "interrupted",
            Self::Idle => "idle",
        }
    }
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted(error) => write!(f, "the backend's answer broke off: {error}"),
            Self::Idle => f.write_str("the backend's answer stalled"),
        }
    }
}

impl Error for Cut {}

/// A body that reads from its connection itself. Once it has ended cleanly the connection is kept for the next call; dropped
/// before, it closes the connection, and the backend sees that nobody waits any more.
#[derive(Debug)]
pub struct Answer {
    /// `None` once the body has ended.
    source: Option<Source>,
    idle_connections: Arc<IdleConnections>,
    idle: Duration,
    /// Whether the connection's deadline runs: only while the backend is waited for, so a slow reader costs the backend nothing.
    waiting: bool,
    delimited: bool,
    joined: BytesMut,
    /// What ended a run of frames that were joined, and is given next.
    held: Option<Result<Frame<Bytes>, Cut>>,
}

/// Frames of HTTP/2 below this many bytes are joined with those that are there already: a backlog of events would go out in a frame
/// each, and framing costs more than copying.
const SMALL: usize = 4 << 10;

/// How many frames of an unwanted answer are read.
pub(crate) const DISCARDED: usize = 16;

/// How many bytes are joined.
const JOINED: usize = 16 << 10;

impl Answer {
    /// `delimited`: whether the head said where the body ends, by a length or chunks.
    pub(crate) fn new(source: Source, idle_connections: Arc<IdleConnections>, idle: Duration, delimited: bool) -> Self {
        let (source, joined) = (Some(source), BytesMut::new());
        Self { source, idle_connections, idle, waiting: false, delimited, joined, held: None }
    }

    /// Whether the body said where it ends. One that does not ends with its connection, and a broken one looks whole.
    #[must_use]
    pub fn is_delimited(&self) -> bool {
        self.delimited
    }

    /// Gives the connection back when nothing more is to come. Needed for a body that is empty from the start, which
    /// nobody reads.
    pub(crate) fn release_if_ended(&mut self) {
        if self.source.as_ref().is_some_and(Source::has_ended) {
            self.release();
        }
    }

    /// Reads what is there already of an answer that nobody wants: if that is all, its connection can be used again.
    pub(crate) async fn discard(&mut self) {
        poll_fn(|cx| {
            for _ in 0..DISCARDED {
                if !matches!(self.poll_next(cx), Poll::Ready(Some(Ok(_)))) {
                    break;
                }
            }
            Poll::Ready(())
        })
        .await;
    }

    fn release(&mut self) {
        if let Some(connection) = self.source.take().and_then(Source::into_idle) {
            self.idle_connections.put(connection);
        }
    }

    fn cut(&mut self, cut: Cut) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        self.source = None;
        Poll::Ready(Some(Err(cut)))
    }

    /// The first of the frames that are there, with those behind it. Nothing is waited for.
    fn join(&mut self, cx: &mut Context<'_>, first: Bytes) -> Bytes {
        let mut only = Some(first);
        while self.joined.len() < JOINED {
            match self.poll_next(cx) {
                Poll::Ready(Some(Ok(frame))) if frame.data_ref().is_some_and(|data| data.len() < SMALL) => {
                    if let Some(first) = only.take() {
                        self.joined.reserve(JOINED + SMALL);
                        self.joined.extend_from_slice(&first);
                    }
                    self.joined.extend_from_slice(&frame.into_data().unwrap_or_default());
                }
                Poll::Ready(held) => {
                    self.held = held;
                    break;
                }
                Poll::Pending => break,
            }
        }
        only.unwrap_or_else(|| self.joined.split().freeze())
    }

    /// The next frame as the connection has it.
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        let Self { source: Some(source), waiting, idle, .. } = self else { return Poll::Ready(None) };
        let Poll::Ready(frame) = source.poll_frame(cx) else {
            if !*waiting {
                *waiting = true;
                source.deadline.set(Instant::now() + *idle);
            }
            ready!(source.deadline.poll(cx));
            return self.cut(Cut::Idle);
        };
        *waiting = false;
        match frame {
            Some(Ok(frame)) => {
                // A body of known length ends with its last frame, any body with its trailers: its reader won't ask again.
                if frame.is_trailers() {
                    self.release();
                } else {
                    self.release_if_ended();
                }
                Poll::Ready(Some(Ok(frame)))
            }
            None => {
                self.release();
                Poll::Ready(None)
            }
            Some(Err(error)) => self.cut(Cut::Interrupted(error)),
        }
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        if let Some(held) = self.held.take() {
            return Poll::Ready(Some(held));
        }
        let first = match ready!(self.poll_next(cx)) {
            Some(Ok(frame)) => frame,
            end => return Poll::Ready(end),
        };
        Poll::Ready(Some(Ok(match first.into_data() {
            Ok(data) if data.len() < SMALL && self.source.as_ref().is_some_and(Source::comes_in_frames) => {
                Frame::data(self.join(cx, data))
            }
            Ok(data) => Frame::data(data),
            Err(trailers) => trailers,
        })))
    }

    fn is_end_stream(&self) -> bool {
        self.source.is_none() && self.held.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        self.source.as_ref().map_or_else(|| SizeHint::with_exact(0), Source::size_hint)
    }
}
