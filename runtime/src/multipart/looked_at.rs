//! A form on its way to the backend, of which the model is looked at before any of it goes.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};

use super::held::Held;
use super::{Named, Naming};
use crate::body::{BodyError, Streamed};

/// A form that is held until its model is known, and streams from then on. Its last bytes come only once all of it was
/// looked at; else it ends with a [`Fault`](crate::Fault).
pub(crate) struct LookedAt {
    body: Streamed,
    form: Naming,
    held: Held,
    /// How many bytes stay while the form is open: as many as its closing delimiter has.
    keep: usize,
    trailers: Option<HeaderMap>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// All was read, and may go.
    Ended,
    Refused,
}

impl LookedAt {
    /// `body` keeps to the limits itself. The form's delimiters begin with `delimiter`, `--` included.
    pub(crate) fn new(body: Streamed, delimiter: Vec<u8>) -> Self {
        // CRLF before it and `--` behind it.
        let keep = delimiter.len() + 4;
        let (form, held) = (Naming::new(delimiter), Held::default());
        Self { body, form, held, keep, trailers: None, state: State::Open }
    }

    /// Reads on, one step.
    ///
    /// # Errors
    /// The body broke off, or a [`Fault`](crate::Fault): what the body's own checks say, 400 where it is no form or names
    /// several models.
    pub(crate) async fn read(&mut self) -> Result<(), BodyError> {
        poll_fn(|cx| self.poll_step(cx)).await
    }

    /// The model, once all of its name has come.
    pub(crate) fn named(&self) -> Option<&Named> {
        self.form.named()
    }

    /// Whether nothing more comes.
    pub(crate) fn has_ended(&self) -> bool {
        self.state != State::Open
    }

    /// How many bytes were read and haven't gone.
    pub(crate) fn held(&self) -> usize {
        self.held.len()
    }

    fn poll_step(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BodyError>> {
        let stepped = match ready!(self.body.as_mut().poll_frame(cx)) {
            None => {
                self.state = State::Ended;
                self.form.end().map_err(Into::into)
            }
            Some(Ok(frame)) => match frame.into_data() {
                Ok(data) => {
                    let fed = self.form.feed(&data);
                    self.held.push(data);
                    fed.map_err(Into::into)
                }
                Err(frame) => {
                    self.trailers = frame.into_trailers().ok();
                    Ok(())
                }
            },
            Some(Err(error)) => Err(error),
        };
        if stepped.is_err() {
            self.state = State::Refused;
            self.held.clear();
        }
        Poll::Ready(stepped)
    }
}

impl Body for LookedAt {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = self.get_mut();
        loop {
            let keep = if this.state == State::Open { this.keep } else { 0 };
            if let Some(data) = this.held.take(keep) {
                return Poll::Ready(Some(Ok(Frame::data(data))));
            }
            match this.state {
                State::Open => {}
                State::Ended => return Poll::Ready(this.trailers.take().map(|trailers| Ok(Frame::trailers(trailers)))),
                State::Refused => return Poll::Ready(Some(Err("the form was refused".into()))),
            }
            if let Err(error) = ready!(this.poll_step(cx)) {
                return Poll::Ready(Some(Err(error)));
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.state == State::Ended && self.held.len() == 0 && self.trailers.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        self.held.with(&self.body.size_hint())
    }
}
