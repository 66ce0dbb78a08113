//! A connection as a call has it: one of HTTP/1.1 for itself, which it drives, or a share in one of HTTP/2.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::{HeaderMap, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::time::Instant;

use super::failure::{Failure, Stage};
use super::outgoing::{Awaited, Sending, Upload};
use super::shared::Lease;
use super::stream::Stream;
use crate::deadline::Deadline;
use crate::operation::is_chunked;

/// A connection of a call.
#[derive(Debug)]
pub(crate) struct Connection {
    link: Link,
    /// When the backend has had its time. Kept with the connection, so that a call sets no timer of its own.
    pub(crate) deadline: Deadline,
}

#[derive(Debug)]
enum Link {
    /// A connection and the handle that sends on it, kept together: nothing moves unless [`Connection::drive`] is called, and
    /// dropping it closes the socket.
    Own {
        sender: SendRequest<Sending>,
        /// `None` once it ended. Boxed: it is large, and a call moves it from the pool to the answer and back.
        driver: Option<Box<Driver>>,
    },
    Shared(Lease),
}

type Driver = http1::Connection<TokioIo<Stream>, Sending>;

/// An exchange that failed before its answer began.
#[derive(Debug)]
pub(crate) struct Unanswered {
    pub(crate) failure: Failure,
    /// The request, where not a byte of it was sent.
    pub(crate) unsent: Option<Request<Sending>>,
    /// Whether not a byte of an answer came.
    pub(crate) silent: bool,
}

impl Connection {
    /// Takes over a fresh stream. Sends nothing.
    pub(crate) async fn over(stream: Stream) -> Result<Self, Failure> {
        let (sender, driver) = http1::handshake(TokioIo::new(stream)).await.map_err(Failure::from_hyper)?;
        Ok(Self { link: Link::Own { sender, driver: Some(Box::new(driver)) }, deadline: Deadline::new(Instant::now()) })
    }

    /// A call's share in a connection of HTTP/2.
    pub(crate) fn shared(lease: Lease) -> Self {
        Self { link: Link::Shared(lease), deadline: Deadline::new(Instant::now()) }
    }

    /// Lets the connection read, write and hand over what it can now. `Ready` once it has ended: with the error that
    /// ended it, unless the answer's head or body has been given that error already.
    pub(crate) fn drive(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), hyper::Error>> {
        match &mut self.link {
            Link::Own { driver, .. } => drive(driver, cx),
            // A task of its own does; what goes wrong, the answer's body says.
            Link::Shared(_) => Poll::Pending,
        }
    }

    /// Whether other calls share it.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self.link, Link::Shared(_))
    }

    /// Whether it is to be kept for another request. Sees that the peer has closed an idle connection.
    pub(crate) fn is_idle(&mut self, cx: &mut Context<'_>) -> bool {
        match &mut self.link {
            Link::Own { sender, driver } => drive(driver, cx).is_pending() && sender.is_ready(),
            Link::Shared(_) => false,
        }
    }

    /// Sends a request at `now` and waits for the head of its answer. 1xx answers are passed over.
    pub(crate) async fn exchange(
        &mut self,
        request: Request<Sending>,
        patience: Patience,
        now: Instant,
    ) -> Result<Response<Incoming>, Unanswered> {
        let upload = request.body().upload();
        // Split so that the closure borrows all but the sender.
        let Self { link, deadline } = self;
        deadline.set(now + patience.headers);
        let wait = |cx: &mut Context<'_>| wait(cx, upload.as_deref(), patience, deadline);
        let answer = match link {
            Link::Own { sender, driver } => {
                let sent = pin!(sender.try_send_request(request));
                // One that ends stays until it was seen what came of an answer.
                let poll = |cx: &mut Context<'_>| match driver {
                    Some(driver) => Pin::new(driver.as_mut()).poll(cx),
                    None => Poll::Ready(Ok(())),
                };
                let answer = answered(sent, poll, wait).await;
                answer.map_err(|(failure, unsent)| {
                    let silent = driver.take().is_none_or(|driver| driver.into_parts().read_buf.is_empty());
                    Unanswered { failure, unsent, silent }
                })
            }
            Link::Shared(lease) => {
                let sent = pin!(lease.sender.try_send_request(request));
                let answer = answered(sent, |_| Poll::Pending, wait).await;
                answer.map_err(|(failure, unsent)| Unanswered { failure, unsent, silent: false })
            }
        }?;
        match unasked(&answer) {
            None => Ok(answer),
            Some(what) => Err(Unanswered { failure: Failure::Invalid(what.into()), unsent: None, silent: false }),
        }
    }
}

/// Lets a connection read and write; it is gone once it has ended.
fn drive(driver: &mut Option<Box<Driver>>, cx: &mut Context<'_>) -> Poll<Result<(), hyper::Error>> {
    let Some(connection) = driver else { return Poll::Ready(Ok(())) };
    let ended = Pin::new(connection.as_mut()).poll(cx);
    if ended.is_ready() {
        *driver = None;
    }
    ended
}

/// Why there is no answer, with the request where nothing of it was sent.
type Unsent = (Failure, Option<Request<Sending>>);

/// Waits for an answer while its connection is driven and whoever is waited for has time.
async fn answered<A>(
    mut sent: Pin<&mut A>,
    mut drive: impl FnMut(&mut Context<'_>) -> Poll<Result<(), hyper::Error>>,
    mut wait: impl FnMut(&mut Context<'_>) -> Poll<Stage>,
) -> Result<Response<Incoming>, Unsent>
where
    A: Future<Output = Result<Response<Incoming>, TrySendError<Request<Sending>>>>,
{
    poll_fn(|cx| {
        let ended = drive(cx);
        Poll::Ready(Err(match (sent.as_mut().poll(cx), ended) {
            (Poll::Ready(Ok(answer)), _) => return Poll::Ready(Ok(answer)),
            (Poll::Ready(Err(mut error)), _) => {
                let unsent = error.take_message();
                (Failure::from_hyper(error.into_error()), unsent)
            }
            (Poll::Pending, Poll::Ready(Err(error))) => (Failure::from_hyper(error), None),
            (Poll::Pending, Poll::Ready(Ok(()))) => (Failure::Closed("the connection ended".into()), None),
            (Poll::Pending, Poll::Pending) => (Failure::Timeout(ready!(wait(cx))), None),
        }))
    })
    .await
}

/// What an answer is that no client of the gateway could read.
fn unasked(answer: &Response<Incoming>) -> Option<&'static str> {
    if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
        Some("it switches protocols, which nobody asked for")
    } else if has_other_coding(answer.headers()) {
        Some("it has a transfer coding other than chunked, which nobody asked for")
    } else {
        None
    }
}

/// Whether a body comes in a transfer coding that the caller could not undo, since the header that tells of it stays
/// behind with the hop.
fn has_other_coding(headers: &HeaderMap) -> bool {
    headers.get_all(header::TRANSFER_ENCODING).iter().any(|value| !is_chunked(value))
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

/// Ready when whoever is waited for has had their time.
fn wait(cx: &mut Context<'_>, upload: Option<&Upload>, patience: Patience, deadline: &mut Deadline) -> Poll<Stage> {
    let stage = match upload.map(Upload::awaited) {
        None => Stage::Head,
        Some((awaited, since)) => {
            let (limit, stage) = match awaited {
                Awaited::Caller => (patience.caller, Stage::Caller),
                Awaited::Backend => (patience.upload, Stage::Upload),
                Awaited::Answer => (patience.headers, Stage::Head),
            };
            deadline.set(since + limit);
            stage
        }
    };
    deadline.poll(cx).map(|()| stage)
}
