//! Answers that a policy holds back until it has read them.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;

use crate::body::{Body, BodyError};

/// What came of reading.
pub(crate) enum Held {
    /// All of it.
    Whole(Bytes),
    /// It is larger than was asked for; it goes on as if nobody had read it.
    Larger(Body),
}

/// Reads a body that may have so many bytes. Trailers are passed over.
///
/// # Errors
/// It broke off.
pub(crate) async fn hold(mut body: Body, max: u64) -> Result<Held, BodyError> {
    let mut frames = VecDeque::new();
    let mut read = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        read += data.len() as u64;
        frames.push_back(data);
        if read > max {
            return Ok(Held::Larger(Body::stream(Resumed { frames, rest: body })));
        }
    }
    if frames.len() <= 1 {
        return Ok(Held::Whole(frames.pop_front().unwrap_or_default()));
    }
    let mut whole = BytesMut::with_capacity(usize::try_from(read).unwrap_or_default());
    frames.iter().for_each(|frame| whole.extend_from_slice(frame));
    Ok(Held::Whole(whole.freeze()))
}

/// A body of which some frames were read.
struct Resumed {
    frames: VecDeque<Bytes>,
    rest: Body,
}

impl http_body::Body for Resumed {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = self.get_mut();
        match this.frames.pop_front() {
            Some(frame) => Poll::Ready(Some(Ok(Frame::data(frame)))),
            None => Pin::new(&mut this.rest).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.frames.is_empty() && self.rest.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let read: u64 = self.frames.iter().map(|frame| frame.len() as u64).sum();
        let rest = self.rest.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(rest.lower() + read);
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper + read);
        }
        hint
    }
}
