//! A body with other bytes in the place of some.

use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use http_body::{Body, Frame, SizeHint};

use super::{BodyError, Streamed};

/// A body that streams, in which some bytes are replaced by others. All the rest is as it came.
pub(crate) struct Spliced {
    body: Streamed,
    /// How many bytes still come before those that are replaced, and how many of these still come.
    before: u64,
    cut: u64,
    /// What takes their place; empty once it went.
    with: Bytes,
    /// What came behind the place where something was to be put first.
    rest: Bytes,
}

impl Spliced {
    pub(crate) fn new(body: Streamed, at: Range<u64>, with: Bytes) -> Self {
        Self { body, before: at.start, cut: at.end.saturating_sub(at.start), with, rest: Bytes::new() }
    }

    /// The next of these bytes that may go now.
    fn next(&mut self, mut data: Bytes) -> Option<Bytes> {
        if self.before > 0 {
            let length = usize::try_from(self.before).unwrap_or(usize::MAX).min(data.len());
            self.rest = data.split_off(length);
            self.before -= length as u64;
        } else {
            let length = usize::try_from(self.cut).unwrap_or(usize::MAX).min(data.len());
            data.advance(length);
            self.cut -= length as u64;
        }
        (!data.is_empty()).then_some(data)
    }
}

impl Body for Spliced {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = self.get_mut();
        loop {
            if this.before == 0 && !this.with.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut this.with)))));
            }
            let data = if this.rest.is_empty() {
                match ready!(this.body.as_mut().poll_frame(cx)).map(|frame| frame.map(Frame::into_data)) {
                    Some(Ok(Ok(data))) => data,
                    Some(Ok(Err(frame))) => return Poll::Ready(Some(Ok(frame))),
                    Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                    None => return Poll::Ready(None),
                }
            } else {
                std::mem::take(&mut this.rest)
            };
            if let Some(data) = this.next(data) {
                return Poll::Ready(Some(Ok(Frame::data(data))));
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.with.is_empty() && self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let rest = self.body.size_hint();
        let more = (self.with.len() + self.rest.len()) as u64;
        let length = |length: u64| (length + more).saturating_sub(self.cut);
        let mut hint = SizeHint::new();
        if let Some(upper) = rest.upper() {
            hint.set_upper(length(upper));
        }
        hint.set_lower(length(rest.lower()));
        hint
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use http_body_util::BodyExt;

    use super::*;

    /// What comes, in order. Its length is known as it goes.
    struct Frames(Vec<Result<Frame<Bytes>, BodyError>>);

    impl Body for Frames {
        type Data = Bytes;
        type Error = BodyError;

        fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
            Poll::Ready(if self.0.is_empty() { None } else { Some(self.0.remove(0)) })
        }

        fn size_hint(&self) -> SizeHint {
            let length = |frame: &Frame<Bytes>| frame.data_ref().map_or(0, |data| data.len() as u64);
            SizeHint::with_exact(self.0.iter().flatten().map(length).sum())
        }
    }

    #[tokio::test]
    async fn however_a_body_is_cut_its_other_bytes_stay_and_its_length_is_known() {
        let whole = b"0123456789";
        for (at, with) in [(3..6, "abcdef"), (3..6, ""), (3..3, "x"), (0..2, "x"), (8..10, "xyz"), (0..10, "x")] {
            let (start, end) = (usize::try_from(at.start).unwrap(), usize::try_from(at.end).unwrap());
            let expected = [&whole[..start], with.as_bytes(), &whole[end..]].concat();
            for size in 1..=10 {
                let pieces = whole.chunks(size).map(|piece| Ok(Frame::data(Bytes::copy_from_slice(piece))));
                let mut body = Spliced::new(Box::pin(Frames(pieces.collect())), at.clone(), Bytes::from(with));
                let mut came = Vec::new();
                loop {
                    let left = (expected.len() - came.len()) as u64;
                    assert_eq!(body.size_hint().exact(), Some(left), "{at:?} {with} {size}");
                    match body.frame().await {
                        Some(frame) => came.extend_from_slice(&frame.unwrap().into_data().unwrap()),
                        None => break,
                    }
                }
                assert_eq!(came, expected, "{at:?} {with} {size}");
            }
        }
    }

    #[tokio::test]
    async fn trailers_and_errors_pass() {
        let trailers = http::HeaderMap::from_iter([(http::header::ETAG, http::HeaderValue::from_static("x"))]);
        let frames = vec![
            Ok(Frame::data(Bytes::from("0123"))),
            Ok(Frame::trailers(trailers.clone())),
            Err(BodyError::from("broken")),
        ];
        let mut body = Spliced::new(Box::pin(Frames(frames)), 1..4, Bytes::from("x"));
        for expected in ["0", "x"] {
            assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), expected);
        }
        assert_eq!(body.frame().await.unwrap().unwrap().into_trailers().unwrap(), trailers);
        assert_eq!(body.frame().await.unwrap().unwrap_err().to_string(), "broken");
    }
}
