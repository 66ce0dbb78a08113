//! Bodies: what a call answers with, and what it sends to its backend.

mod spliced;

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::llm::events::Watched;

pub(crate) use spliced::Spliced;

/// The answer of a call.
pub type Response = http::Response<Body>;

/// Why a body broke off.
pub type BodyError = Box<dyn Error + Send + Sync>;

/// A body that is read from somewhere else, frame by frame.
pub type Streamed = Pin<Box<dyn http_body::Body<Data = Bytes, Error = BodyError> + Send>>;

/// The body of an answer.
#[derive(Default)]
pub enum Body {
    /// Nothing.
    #[default]
    Empty,
    /// Nothing, as the answer to HEAD: how long the body would be is told by the head alone.
    Withheld,
    /// All of it. Empty bytes are an empty body.
    Full(Bytes),
    /// A backend's answer, as it comes.
    Upstream(Box<Watched>),
    /// Read from somewhere else, as it comes.
    Stream(Streamed),
}

impl Body {
    /// A body that is there as a whole.
    #[must_use]
    pub fn full(bytes: Bytes) -> Self {
        if bytes.is_empty() { Self::Empty } else { Self::Full(bytes) }
    }

    /// A body that comes frame by frame. Boxed once; a frame costs no allocation.
    #[must_use]
    pub fn stream<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes, Error = BodyError> + Send + 'static,
    {
        Self::Stream(Box::pin(body))
    }

    /// Gives up a body that nobody wants. What is there already of a backend's answer is read: if that is all, its
    /// connection can be used again.
    pub(crate) async fn discard(self) {
        if let Self::Upstream(mut watched) = self {
            watched.discard().await;
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => to.write_str("Empty"),
            Self::Withheld => to.write_str("Withheld"),
            Self::Full(bytes) => write!(to, "Full({} bytes)", bytes.len()),
            Self::Upstream(_) => to.write_str("Upstream"),
            Self::Stream(_) => to.write_str("Stream"),
        }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = self.get_mut();
        match this {
            Self::Empty | Self::Withheld => Poll::Ready(None),
            Self::Full(bytes) => {
                let bytes = std::mem::take(bytes);
                *this = Self::Empty;
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            Self::Upstream(body) => Pin::new(body.as_mut()).poll_frame(cx),
            Self::Stream(body) => body.as_mut().poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Empty | Self::Withheld => true,
            Self::Full(_) => false,
            Self::Upstream(body) => body.is_end_stream(),
            Self::Stream(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Empty => SizeHint::with_exact(0),
            Self::Withheld => SizeHint::default(),
            Self::Full(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Upstream(body) => body.size_hint(),
            Self::Stream(body) => body.size_hint(),
        }
    }
}

/// The body of a request as it comes in.
#[derive(Debug)]
pub(crate) enum Incoming {
    /// From the gateway's own server.
    Served(hyper::body::Incoming),
    /// From an axum application that the gateway is a part of.
    Mounted(axum::body::Body),
}

impl http_body::Body for Incoming {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match self.get_mut() {
            Self::Served(body) => Pin::new(body).poll_frame(cx).map_err(Into::into),
            Self::Mounted(body) => Pin::new(body).poll_frame(cx).map_err(Into::into),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Served(body) => body.is_end_stream(),
            Self::Mounted(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Served(body) => body.size_hint(),
            Self::Mounted(body) => body.size_hint(),
        }
    }
}

/// The body of a request on its way to a backend.
#[derive(Default)]
pub enum RequestBytes {
    /// No body at all.
    #[default]
    Empty,
    /// All of it, as the client sent it; may be sent again.
    Full(Bytes),
    /// Read as it comes, once. Its error is a [`Fault`](crate::Fault) where the client is to blame.
    Stream(Streamed),
}

impl fmt::Debug for RequestBytes {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => to.write_str("Empty"),
            Self::Full(bytes) => write!(to, "Full({} bytes)", bytes.len()),
            Self::Stream(_) => to.write_str("Stream"),
        }
    }
}
