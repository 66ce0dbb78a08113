//! A request's body that may have to be sent again.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};

use super::outgoing::replay;
use crate::body::{BodyError, RequestBytes, Streamed};

/// A body for several attempts, one after the other.
#[derive(Debug)]
pub(crate) enum Replay {
    /// It can be sent once; `None` once it was.
    Once(Option<RequestBytes>),
    /// It is there as a whole.
    Whole(RequestBytes),
    /// It comes as it is sent, and what came is kept.
    Kept(Arc<Mutex<Recording>>),
}

impl Replay {
    /// A body that is sent once.
    pub(crate) fn once(body: RequestBytes) -> Self {
        Self::Once(Some(body))
    }

    /// A body that may be sent again as long as it has at most `most` bytes.
    pub(crate) fn new(body: RequestBytes, most: u64) -> Self {
        match body {
            RequestBytes::Empty => Self::Whole(body),
            RequestBytes::Full(ref bytes) if bytes.len() as u64 <= most => Self::Whole(body),
            RequestBytes::Full(_) => Self::once(body),
            RequestBytes::Stream(source) if source.size_hint().lower() > most => {
                Self::once(RequestBytes::Stream(source))
            }
            RequestBytes::Stream(source) => {
                let recording = Recording { source, kept: Vec::new(), size: 0, most, lost: false };
                Self::Kept(Arc::new(Mutex::new(recording)))
            }
        }
    }

    /// Whether another attempt would have the body from its beginning.
    pub(crate) fn is_left(&self) -> bool {
        match self {
            Self::Once(body) => body.is_some(),
            Self::Whole(_) => true,
            Self::Kept(recording) => !lock(recording).lost,
        }
    }

    /// The body for an attempt. Empty where none is left.
    pub(crate) fn take(&mut self) -> RequestBytes {
        match self {
            Self::Once(body) => body.take().unwrap_or_default(),
            Self::Whole(body) => replay(body).unwrap_or_default(),
            Self::Kept(recording) => RequestBytes::Stream(Box::pin(Again { recording: recording.clone(), at: 0 })),
        }
    }
}

/// The caller's stream, and what has come of it.
pub(crate) struct Recording {
    source: Streamed,
    kept: Vec<Piece>,
    size: u64,
    most: u64,
    /// Whether the beginning is gone, since the body is too large, or it broke off.
    lost: bool,
}

impl std::fmt::Debug for Recording {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Recording").field("size", &self.size).field("lost", &self.lost).finish_non_exhaustive()
    }
}

#[derive(Clone)]
enum Piece {
    Data(Bytes),
    Trailers(HeaderMap),
}

impl Piece {
    fn frame(&self) -> Frame<Bytes> {
        match self {
            Self::Data(data) => Frame::data(data.clone()),
            Self::Trailers(trailers) => Frame::trailers(trailers.clone()),
        }
    }
}

impl Recording {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let frame = self.source.as_mut().poll_frame(cx);
        match &frame {
            Poll::Ready(Some(Ok(frame))) if !self.lost => {
                self.size += frame.data_ref().map_or(0, |data| data.len() as u64);
                if self.size > self.most {
                    self.lose();
                } else if let Some(data) = frame.data_ref() {
                    self.kept.push(Piece::Data(data.clone()));
                } else if let Some(trailers) = frame.trailers_ref() {
                    self.kept.push(Piece::Trailers(trailers.clone()));
                }
            }
            Poll::Ready(Some(Err(_))) => self.lose(),
            _ => {}
        }
        frame
    }

    fn lose(&mut self) {
        self.lost = true;
        self.kept = Vec::new();
    }
}

/// The body of one attempt: what was kept, then what still comes.
struct Again {
    recording: Arc<Mutex<Recording>>,
    /// How many pieces this attempt has had.
    at: usize,
}

impl Body for Again {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = &mut *self;
        let mut recording = lock(&this.recording);
        let kept = recording.kept.get(this.at).map(Piece::frame);
        let frame = match kept {
            Some(frame) => Poll::Ready(Some(Ok(frame))),
            None => recording.poll(cx),
        };
        if frame.is_ready() {
            this.at += 1;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        let recording = lock(&self.recording);
        self.at >= recording.kept.len() && recording.source.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let recording = lock(&self.recording);
        let kept: u64 = recording
            .kept
            .iter()
            .skip(self.at)
            .map(|piece| match piece {
                Piece::Data(data) => data.len() as u64,
                Piece::Trailers(_) => 0,
            })
            .sum();
        let mut hint = recording.source.size_hint();
        if let Some(upper) = hint.upper() {
            hint.set_upper(upper + kept);
        }
        hint.set_lower(hint.lower() + kept);
        hint
    }
}

/// Held for one step of the body; two attempts never read at once.
fn lock(recording: &Mutex<Recording>) -> MutexGuard<'_, Recording> {
    recording.lock().unwrap_or_else(PoisonError::into_inner)
}
