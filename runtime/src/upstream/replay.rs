//! A request's body that may have to be sent again.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
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
                let recording = Recording { source, kept: Kept::default(), most, lost: false };
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
            Self::Kept(recording) => {
                let (recording, at) = (recording.clone(), At::default());
                RequestBytes::Stream(Box::pin(Again { recording, at, trailed: false }))
            }
        }
    }
}

/// The caller's stream, and what has come of it.
pub(crate) struct Recording {
    source: Streamed,
    kept: Kept,
    most: u64,
    /// Whether the beginning is gone, since the body is too large, or it broke off.
    lost: bool,
}

impl std::fmt::Debug for Recording {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Recording").field("size", &self.kept.size).field("lost", &self.lost).finish_non_exhaustive()
    }
}

/// Frames below this many bytes are joined: one that is kept as it came holds more than its bytes.
const SMALL: usize = 4 << 10;
/// How many bytes are joined.
const JOINED: usize = 64 << 10;

/// What has come: whole pieces, and behind them one that grows.
#[derive(Default)]
struct Kept {
    pieces: Vec<Bytes>,
    open: BytesMut,
    trailers: Option<HeaderMap>,
    /// The bytes of all of them.
    size: u64,
}

/// How far an attempt has read: into which piece, and how many bytes of all.
#[derive(Default, Clone, Copy)]
struct At {
    piece: usize,
    offset: usize,
    given: u64,
}

impl Kept {
    fn add(&mut self, data: &Bytes) {
        self.size += data.len() as u64;
        if data.len() < SMALL {
            self.open.extend_from_slice(data);
        } else {
            self.close();
            self.pieces.push(data.clone());
        }
        if self.open.len() >= JOINED {
            self.close();
        }
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.pieces.push(self.open.split().freeze());
        }
    }

    /// Behind all that there is.
    fn end(&self) -> At {
        At { piece: self.pieces.len(), offset: self.open.len(), given: self.size }
    }

    /// What an attempt that has come so far gets next, if it is there.
    fn next(&self, at: &mut At) -> Option<Bytes> {
        loop {
            let rest = match self.pieces.get(at.piece) {
                Some(piece) => piece.slice(at.offset.min(piece.len())..),
                None => Bytes::copy_from_slice(self.open.get(at.offset..)?),
            };
            if !rest.is_empty() {
                at.offset += rest.len();
                at.given += rest.len() as u64;
                return Some(rest);
            }
            if at.piece >= self.pieces.len() {
                return None;
            }
            *at = At { piece: at.piece + 1, offset: 0, given: at.given };
        }
    }
}

impl Recording {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let frame = self.source.as_mut().poll_frame(cx);
        match &frame {
            Poll::Ready(Some(Ok(frame))) if !self.lost => {
                if let Some(data) = frame.data_ref() {
                    self.kept.add(data);
                } else {
                    self.kept.trailers = frame.trailers_ref().cloned();
                }
                if self.kept.size > self.most {
                    self.lose();
                }
            }
            Poll::Ready(Some(Err(_))) => self.lose(),
            _ => {}
        }
        frame
    }

    fn lose(&mut self) {
        self.lost = true;
        self.kept = Kept::default();
    }
}

/// The body of one attempt: what was kept, then what still comes.
struct Again {
    recording: Arc<Mutex<Recording>>,
    at: At,
    /// Whether it has had the trailers.
    trailed: bool,
}

impl Body for Again {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = &mut *self;
        let mut recording = lock(&this.recording);
        if let Some(data) = recording.kept.next(&mut this.at) {
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        if let Some(trailers) = recording.kept.trailers.clone().filter(|_| !this.trailed) {
            this.trailed = true;
            return Poll::Ready(Some(Ok(Frame::trailers(trailers))));
        }
        let frame = recording.poll(cx);
        this.at = recording.kept.end();
        this.trailed |= recording.kept.trailers.is_some();
        frame
    }

    fn is_end_stream(&self) -> bool {
        let recording = lock(&self.recording);
        let all = self.at.given >= recording.kept.size && (self.trailed || recording.kept.trailers.is_none());
        all && recording.source.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let recording = lock(&self.recording);
        let kept = recording.kept.size.saturating_sub(self.at.given);
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use http_body_util::BodyExt as _;

    use super::*;

    /// A body that comes in such pieces.
    fn coming(sizes: &[usize], trailers: bool) -> (RequestBytes, Vec<u8>) {
        let all: Vec<u8> = (0..sizes.iter().sum::<usize>()).map(|at| (at % 251) as u8).collect();
        let mut at = 0;
        let mut frames: Vec<Result<Frame<Bytes>, BodyError>> = Vec::new();
        for size in sizes {
            frames.push(Ok(Frame::data(Bytes::copy_from_slice(&all[at..at + size]))));
            at += size;
        }
        if trailers {
            let trailers = HeaderMap::from_iter([(http::header::ETAG, http::HeaderValue::from_static("x"))]);
            frames.push(Ok(Frame::trailers(trailers)));
        }
        let frames = frames.into_iter();
        struct Frames(std::vec::IntoIter<Result<Frame<Bytes>, BodyError>>);
        impl Body for Frames {
            type Data = Bytes;
            type Error = BodyError;
            fn poll_frame(
                mut self: Pin<&mut Self>,
                _: &mut Context<'_>,
            ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
                Poll::Ready(self.0.next())
            }
        }
        (RequestBytes::Stream(Box::pin(Frames(frames))), all)
    }

    async fn read(body: RequestBytes, most: usize) -> (Vec<u8>, bool) {
        let RequestBytes::Stream(mut body) = body else { return (Vec::new(), false) };
        let (mut all, mut trailed) = (Vec::new(), false);
        while all.len() < most {
            match body.frame().await {
                None => break,
                Some(frame) => match frame.unwrap().into_data() {
                    Ok(data) => all.extend_from_slice(&data),
                    Err(_) => trailed = true,
                },
            }
        }
        (all, trailed)
    }

    #[tokio::test]
    async fn each_attempt_has_all_of_the_body_whatever_the_one_before_has_read() {
        let sizes: Vec<usize> =
            (0..3000).map(|at| [1, 1, 300, 1, 5000, 70_000][at % 6 * usize::from(at > 2000)]).collect();
        for first in [0, 1, 1500, 90_000, usize::MAX] {
            let (body, all) = coming(&sizes, true);
            let mut replay = Replay::new(body, 64 << 20);
            let (begun, _) = read(replay.take(), first).await;
            assert_eq!(begun, all[..begun.len()]);
            for _ in 0..2 {
                assert!(replay.is_left());
                assert_eq!(read(replay.take(), usize::MAX).await, (all.clone(), true), "{first}");
            }
        }
    }

    #[tokio::test]
    async fn bytes_that_come_one_by_one_are_kept_together() {
        let (body, all) = coming(&[1; 200_000], false);
        let mut replay = Replay::new(body, 64 << 20);
        read(replay.take(), usize::MAX).await;
        let Replay::Kept(recording) = &replay else { unreachable!() };
        assert!(lock(recording).kept.pieces.len() < 5);
        assert_eq!(read(replay.take(), usize::MAX).await.0, all);
    }

    #[tokio::test]
    async fn a_body_that_is_too_large_is_sent_once() {
        let (body, all) = coming(&[1000; 10], false);
        let mut replay = Replay::new(body, 5000);
        assert_eq!(read(replay.take(), usize::MAX).await.0, all);
        assert!(!replay.is_left());
    }
}
