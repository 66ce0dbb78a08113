//! A connection as a call has it: one of HTTP/1.1 for itself, which it drives, or a share in one of HTTP/2.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body as _, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::Instant;

use super::failure::{Failure, Stage};
use super::http1::{Broken, Http1};
use super::outgoing::{Awaited, Sending, Upload};
use super::shared::Lease;
use super::stream::Stream;
use crate::deadline::Deadline;

/// A connection of a call.
#[derive(Debug)]
pub(crate) struct Connection {
    link: Link,
    /// When the backend has had its time. Kept with the connection, so that a call sets no timer of its own.
    deadline: Deadline,
}

#[derive(Debug)]
enum Link {
    /// Kept whole: nothing moves unless it is polled, and dropping it closes the socket. Boxed: it is large, and a call moves it
    /// from the pool to the answer and back.
    Own(Box<Http1>),
    Shared(Lease),
}

/// A connection whose answer has begun: where the body comes from.
#[derive(Debug)]
pub(crate) struct Source {
    body: Coming,
    /// When the backend has had its time for the next piece.
    pub(crate) deadline: Deadline,
}

#[derive(Debug)]
enum Coming {
    Own(Box<Http1>),
    /// A task of its own drives it. The lease ends with the answer.
    Shared(Incoming, #[expect(dead_code, reason = "held until the answer has ended")] Lease),
}

/// An exchange that failed before its answer began.
#[derive(Debug)]
pub(crate) struct Unanswered {
    pub(crate) failure: Failure,
    /// The request, where not a byte of it was sent.
    pub(crate) unsent: Option<Box<Request<Sending>>>,
    /// Whether not a byte of an answer came.
    pub(crate) silent: bool,
}

impl Connection {
    /// Takes over a fresh stream. Sends nothing.
    pub(crate) fn over(stream: Stream) -> Self {
        Self { link: Link::Own(Box::new(Http1::new(stream))), deadline: Deadline::new(Instant::now()) }
    }

    /// A call's share in a connection of HTTP/2.
    pub(crate) fn shared(lease: Lease) -> Self {
        Self { link: Link::Shared(lease), deadline: Deadline::new(Instant::now()) }
    }

    /// Whether other calls share it.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self.link, Link::Shared(_))
    }

    /// Sends a request at `now` and waits for the head of its answer. 1xx answers are passed over. No `async fn`, which would
    /// hold the request once more, as it came.
    pub(crate) fn exchange(
        self,
        request: Request<Sending>,
        patience: Patience,
        now: Instant,
    ) -> impl Future<Output = Answered> + Send {
        let upload = request.body().upload();
        let Self { link, mut deadline } = self;
        deadline.set(now + patience.headers);
        let waiting = Waiting { patience, upload, deadline };
        let begun = match link {
            Link::Own(mut own) => match own.begin(request) {
                Ok(()) => Begun::Own(own, waiting),
                Err(unsent) => {
                    let failure = Failure::Closed("the connection had ended".into());
                    Begun::Gone(Unanswered { failure, unsent: Some(unsent), silent: true })
                }
            },
            // Boxed, so that calls on connections of their own don't pay for its size.
            Link::Shared(lease) => Begun::Shared(Box::pin(share(lease, request, waiting))),
        };
        async {
            match begun {
                Begun::Gone(unanswered) => Err(unanswered),
                Begun::Own(own, waiting) => answer(own, waiting).await,
                Begun::Shared(answer) => answer.await,
            }
        }
    }
}

/// What an exchange comes to.
type Answered = Result<Response<Source>, Unanswered>;

/// An exchange that was begun.
enum Begun {
    Gone(Unanswered),
    Own(Box<Http1>, Waiting),
    Shared(Pin<Box<dyn Future<Output = Answered> + Send>>),
}

/// Waits for the answer on a connection of the call's own.
async fn answer(mut own: Box<Http1>, mut waiting: Waiting) -> Answered {
    let answer = poll_fn(|cx| match own.poll_answer(cx) {
        Poll::Pending => waiting.poll(cx).map(Err),
        answer => answer,
    });
    match answer.await {
        Ok(answer) => Ok(answer.map(|()| Source { body: Coming::Own(own), deadline: waiting.deadline })),
        Err(failure) => Err(Unanswered { failure, unsent: None, silent: own.is_silent() }),
    }
}

/// The same on one that is shared.
async fn share(mut lease: Lease, request: Request<Sending>, mut waiting: Waiting) -> Answered {
    let mut sent = pin!(lease.sender.try_send_request(request));
    let answer = poll_fn(|cx| match sent.as_mut().poll(cx) {
        Poll::Pending => Poll::Ready(Err((ready!(waiting.poll(cx)), None))),
        Poll::Ready(answer) => Poll::Ready(answer.map_err(|mut error| {
            let unsent = error.take_message().map(Box::new);
            (Failure::from_hyper(error.into_error()), unsent)
        })),
    });
    match answer.await {
        Ok(answer) => Ok(answer.map(|body| Source { body: Coming::Shared(body, lease), deadline: waiting.deadline })),
        Err((failure, unsent)) => Err(Unanswered { failure, unsent, silent: false }),
    }
}

impl Source {
    /// The next piece of the body, or its trailers.
    pub(crate) fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        match &mut self.body {
            Coming::Own(own) => own.poll_frame(cx),
            Coming::Shared(incoming, _) => Pin::new(incoming).poll_frame(cx).map_err(Into::into),
        }
    }

    /// Whether the frames are the backend's own, however small. Else each is all that there was.
    pub(crate) fn comes_in_frames(&self) -> bool {
        matches!(self.body, Coming::Shared(..))
    }

    /// Whether all of the body was given.
    pub(crate) fn has_ended(&self) -> bool {
        match &self.body {
            Coming::Own(own) => own.has_ended(),
            Coming::Shared(incoming, _) => incoming.is_end_stream(),
        }
    }

    /// What is known of how much is still to come.
    pub(crate) fn size_hint(&self) -> SizeHint {
        match &self.body {
            Coming::Own(own) => own.size_hint(),
            Coming::Shared(incoming, _) => incoming.size_hint(),
        }
    }

    /// The connection, where it is to be kept for another request.
    pub(crate) fn into_idle(self) -> Option<Connection> {
        let Coming::Own(own) = self.body else { return None };
        own.rest().map(|own| Connection { link: Link::Own(own), deadline: self.deadline })
    }
}

/// How long each is waited for in an exchange.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// The head of the answer, from the last byte sent.
    pub(crate) headers: Duration,
    /// The backend, to take more of a streamed body.
    pub(crate) upload: Duration,
    /// The caller, to send more of it.
    pub(crate) caller: Duration,
}

/// Who is waited for until there is a head, and how long.
struct Waiting {
    patience: Patience,
    upload: Option<Arc<Upload>>,
    deadline: Deadline,
}

impl Waiting {
    /// Ready when whoever is waited for has had their time.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Failure> {
        let mut stage = Stage::Head;
        if let Some((awaited, since)) = self.upload.as_deref().and_then(Upload::awaited) {
            let limit;
            (limit, stage) = match awaited {
                Awaited::Caller => (self.patience.caller, Stage::Caller),
                Awaited::Backend => (self.patience.upload, Stage::Upload),
                Awaited::Answer => (self.patience.headers, Stage::Head),
            };
            self.deadline.set(since + limit);
        }
        self.deadline.poll(cx).map(|()| Failure::Timeout(stage))
    }
}
