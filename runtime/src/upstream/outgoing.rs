//! The body of a request on its way to a backend.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout};

use super::failure::{Failure, Stage};
use crate::body::{BodyError, RequestBytes};

/// The same body once more, where it is not streamed.
pub(crate) fn replay(body: &RequestBytes) -> Option<RequestBytes> {
    match body {
        RequestBytes::Empty => Some(RequestBytes::Empty),
        RequestBytes::Full(bytes) => Some(RequestBytes::Full(bytes.clone())),
        RequestBytes::Stream(_) => None,
    }
}

/// The body as a whole, so that it can be signed. Its caller may pause for `idle`, and a stream has a limit of its own.
pub(crate) async fn whole(body: RequestBytes, idle: Duration) -> Result<RequestBytes, Failure> {
    let RequestBytes::Stream(mut stream) = body else { return Ok(body) };
    let mut bytes = BytesMut::new();
    loop {
        match timeout(idle, stream.frame()).await {
            Err(_) => return Err(Failure::Timeout(Stage::Caller)),
            Ok(None) => break,
            Ok(Some(Err(error))) => return Err(Failure::Request(error)),
            Ok(Some(Ok(frame))) => bytes.extend_from_slice(frame.data_ref().map_or(&[], |data| data)),
        }
    }
    Ok(if bytes.is_empty() { RequestBytes::Empty } else { RequestBytes::Full(bytes.freeze()) })
}

/// The body as a connection reads it, with the record of how far a streamed one has come.
#[derive(Debug)]
pub(crate) struct Sending {
    body: RequestBytes,
    upload: Option<Arc<Upload>>,
}

impl Sending {
    pub(crate) fn new(body: RequestBytes) -> Self {
        let upload = matches!(body, RequestBytes::Stream(_)).then(|| Arc::new(Upload::begin()));
        Self { body, upload }
    }

    pub(crate) fn upload(&self) -> Option<Arc<Upload>> {
        self.upload.clone()
    }

    /// All of it, or itself where it comes as a stream.
    pub(crate) fn into_whole(self) -> Result<Bytes, Self> {
        match self.body {
            RequestBytes::Empty => Ok(Bytes::new()),
            RequestBytes::Full(bytes) => Ok(bytes),
            RequestBytes::Stream(_) => Err(self),
        }
    }

    /// Notes that the backend takes no more for now; `moved`: that it has taken some.
    pub(crate) fn held_up(&self, moved: bool) {
        if let Some(upload) = &self.upload {
            upload.held_up(moved);
        }
    }
}

impl Body for Sending {
    type Data = Bytes;
    type Error = Refused;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Refused>>> {
        let this = self.get_mut();
        match &mut this.body {
            RequestBytes::Empty => Poll::Ready(None),
            RequestBytes::Full(bytes) => {
                let bytes = std::mem::take(bytes);
                this.body = RequestBytes::Empty;
                Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
            }
            RequestBytes::Stream(source) => {
                let frame = source.as_mut().poll_frame(cx);
                let done = source.is_end_stream();
                if let Some(upload) = &this.upload {
                    upload.note(match &frame {
                        Poll::Pending => WAITS_FOR_CALLER,
                        Poll::Ready(None | Some(Err(_))) => SENT,
                        Poll::Ready(Some(Ok(_))) if done => SENT,
                        Poll::Ready(Some(Ok(_))) => WAITS_FOR_BACKEND,
                    });
                }
                frame.map(|frame| frame.map(|frame| frame.map_err(Refused::new)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.body {
            RequestBytes::Empty => true,
            RequestBytes::Full(bytes) => bytes.is_empty(),
            RequestBytes::Stream(source) => source.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.body {
            RequestBytes::Empty => SizeHint::with_exact(0),
            RequestBytes::Full(bytes) => SizeHint::with_exact(bytes.len() as u64),
            RequestBytes::Stream(source) => source.size_hint(),
        }
    }
}

const WAITS_FOR_CALLER: u8 = 0;
const WAITS_FOR_BACKEND: u8 = 1;
const SENT: u8 = 2;
const NOT_BEGUN: u8 = 3;

/// Who keeps a streamed body waiting, and since when. With HTTP/2 the
/// connection's task writes it and the call's reads it.
#[derive(Debug)]
pub(crate) struct Upload {
    begun: Instant,
    /// Milliseconds after `begun` of the last step forward.
    moved: AtomicU64,
    state: AtomicU8,
}

/// Who is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Awaited {
    Caller,
    Backend,
    /// All was sent.
    Answer,
}

impl Upload {
    fn begin() -> Self {
        Self { begun: Instant::now(), moved: AtomicU64::new(0), state: AtomicU8::new(NOT_BEGUN) }
    }

    fn note(&self, state: u8) {
        let before = self.state.swap(state, Ordering::Relaxed);
        // A second look at a body that still waits is no step forward.
        if !(before == state && state == WAITS_FOR_CALLER) {
            let moved = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            self.moved.store(moved, Ordering::Relaxed);
        }
    }

    fn held_up(&self, moved: bool) {
        let state = self.state.load(Ordering::Relaxed);
        if moved || matches!(state, WAITS_FOR_CALLER | NOT_BEGUN) {
            self.note(if state == SENT { SENT } else { WAITS_FOR_BACKEND });
        }
    }

    /// Who is waited for, and since when. `None`: it hasn't been looked at yet; the caller may still wait to be told to go on.
    pub(crate) fn awaited(&self) -> Option<(Awaited, Instant)> {
        let awaited = match self.state.load(Ordering::Relaxed) {
            NOT_BEGUN => return None,
            WAITS_FOR_CALLER => Awaited::Caller,
            WAITS_FOR_BACKEND => Awaited::Backend,
            _ => Awaited::Answer,
        };
        Some((awaited, self.begun + Duration::from_millis(self.moved.load(Ordering::Relaxed))))
    }
}

/// The error of a request's body, packed so that it can be taken out of hyper's error again, which HTTP/2 gives.
#[derive(Debug)]
pub(crate) struct Refused(Mutex<Option<BodyError>>);

impl Refused {
    fn new(error: BodyError) -> Self {
        Self(Mutex::new(Some(error)))
    }

    pub(crate) fn take(&self) -> Option<BodyError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(crate) fn into_failure(self) -> Failure {
        let error = self.take();
        Failure::Request(error.unwrap_or_else(|| self.into()))
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request's body was refused")
    }
}

impl Error for Refused {}
