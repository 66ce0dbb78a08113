//! A connection of HTTP/1.1 to a backend (RFC 9112), driven by the call that has it, in that call's own task.
//!
//! Request and answer pass as the bytes that they are: what is to be sent is written as soon as the backend takes it, what came is
//! handed on in the piece it was read in, and nothing is read before it is asked for. hyper's client is two halves that tell each
//! other of each step through channels, for tasks that are apart; here they would be one task that wakes itself, at twice the cost
//! of everything below. httparse reads the heads, the sizes of chunks, and the trailers.
//!
//! This never sends a request twice, and never decides how long anything may take.

mod chunks;
mod request;
mod response;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::error::Error;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use bytes::{Bytes, BytesMut};
use http::{Method, Request, Response};
use http_body::{Frame, SizeHint};
use tokio::io::{AsyncRead, ReadBuf};

use self::request::Unsent;
use self::response::{Extent, Head, Taken};
use super::failure::Failure;
use super::outgoing::Sending;
use super::stream::Stream;

/// As much is read at once.
const READ: usize = 64 << 10;

/// No longer head is read.
const LONGEST_HEAD: usize = 256 << 10;

thread_local! {
    /// What is read goes through here, so that a piece that is kept holds its own bytes and no more, and an idle connection none.
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; READ]);
}

/// A connection: idle, or within one exchange.
#[derive(Debug)]
pub(crate) struct Http1 {
    stream: Stream,
    /// What is still to be sent of the request.
    unsent: Unsent,
    /// What has come and wasn't taken.
    ahead: Bytes,
    /// How much of it is known to hold no end of a head: one that comes byte by byte isn't read from its beginning each time.
    headless: usize,
    /// What is still to come of the answer's body.
    extent: Extent,
    /// Of the request that is answered: an answer to HEAD has no body, whatever its head says.
    method: Method,
    /// Whether anything came since the request was begun.
    heard: bool,
    /// Whether the backend takes another request once this answer has ended.
    persists: bool,
}

impl Http1 {
    pub(crate) fn new(stream: Stream) -> Self {
        Self {
            stream,
            unsent: Unsent::default(),
            ahead: Bytes::new(),
            headless: 0,
            extent: Extent::NONE,
            method: Method::GET,
            heard: false,
            persists: true,
        }
    }

    /// Begins an exchange. Nothing is sent before the answer is asked for.
    ///
    /// # Errors
    /// The request, where the connection has ended meanwhile, or has said what nobody asked for.
    pub(crate) fn begin(&mut self, request: Request<Sending>) -> Result<(), Box<Request<Sending>>> {
        if self.poll_more(&mut Context::from_waker(Waker::noop())).is_ready() {
            return Err(Box::new(request));
        }
        let (head, body) = request.into_parts();
        self.unsent.begin(&head, body);
        self.method = head.method;
        self.heard = false;
        Ok(())
    }

    /// Whether nothing of an answer has come.
    pub(crate) fn is_silent(&self) -> bool {
        !self.heard
    }

    /// Sends, and waits for the head of the answer; interim ones are passed over (RFC 9110, section 15.2).
    pub(crate) fn poll_answer(&mut self, cx: &mut Context<'_>) -> Poll<Result<Response<()>, Failure>> {
        if let Poll::Ready(Err(failure)) = self.unsent.poll(&mut self.stream, cx) {
            return Poll::Ready(Err(failure));
        }
        loop {
            while let Some(Head { answer, extent, persists }) = self.take_head()? {
                if !answer.status().is_informational() {
                    (self.extent, self.persists) = (extent, persists);
                    return Poll::Ready(Ok(answer));
                }
            }
            if self.ahead.len() > LONGEST_HEAD {
                return Poll::Ready(Err(Failure::Invalid("its head is too long".into())));
            }
            match ready!(self.poll_more(cx)) {
                Ok(true) => {}
                Ok(false) => return Poll::Ready(Err(Failure::Closed("the connection ended".into()))),
                Err(error) => return Poll::Ready(Err(Failure::Closed(error.into()))),
            }
        }
    }

    /// The next head, where it is whole.
    fn take_head(&mut self) -> Result<Option<Head>, Failure> {
        let known = std::mem::replace(&mut self.headless, self.ahead.len());
        if known > 0 && !response::may_end(self.ahead.get(known.saturating_sub(2)..).unwrap_or_default()) {
            return Ok(None);
        }
        let head = response::take(&mut self.ahead, &self.method)?;
        if head.is_some() {
            self.headless = 0;
        }
        Ok(head)
    }

    /// The next piece of the answer's body, or its trailers. What is left of the request is sent meanwhile.
    pub(crate) fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if let Poll::Ready(Err(failure)) = self.unsent.poll(&mut self.stream, cx) {
            return Poll::Ready(Some(Err(failure.into())));
        }
        loop {
            match self.extent.take(&mut self.ahead) {
                Ok(Taken::Frame(frame)) => return Poll::Ready(Some(Ok(frame))),
                Ok(Taken::All) => return Poll::Ready(None),
                Ok(Taken::Nothing) => {}
                Err(what) => return Poll::Ready(Some(Err(what.into()))),
            }
            match ready!(self.poll_more(cx)) {
                Ok(true) => {}
                Ok(false) if self.extent.ends_with_connection() => return Poll::Ready(None),
                Ok(false) => return Poll::Ready(Some(Err("the connection ended before the body did".into()))),
                Err(error) => return Poll::Ready(Some(Err(error.into()))),
            }
        }
    }

    /// Whether all of the answer's body was taken.
    pub(crate) fn has_ended(&self) -> bool {
        self.extent.is_none()
    }

    pub(crate) fn size_hint(&self) -> SizeHint {
        self.extent.size_hint()
    }

    /// Itself, where it is ready for another request.
    pub(crate) fn rest(mut self: Box<Self>) -> Option<Box<Self>> {
        let ready = self.persists && self.extent.is_none() && self.unsent.is_empty() && self.ahead.is_empty();
        // Empty, it may still hold the piece that it is the end of.
        self.ahead = Bytes::new();
        ready.then_some(self)
    }

    /// Reads what is there. False at the end.
    fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        let Self { stream, ahead, heard, .. } = self;
        BUFFER.with_borrow_mut(|buffer| {
            let mut read = ReadBuf::new(buffer);
            ready!(Pin::new(stream).poll_read(cx, &mut read))?;
            let new = read.filled();
            *heard |= !new.is_empty();
            *ahead = if ahead.is_empty() {
                Bytes::copy_from_slice(new)
            } else {
                let mut both = BytesMut::with_capacity(ahead.len() + new.len());
                both.extend_from_slice(ahead);
                both.extend_from_slice(new);
                both.freeze()
            };
            Poll::Ready(Ok(!new.is_empty()))
        })
    }
}

/// Why an answer's body broke off.
pub(crate) type Broken = Box<dyn Error + Send + Sync>;
