//! A connection as a call has it: one of HTTP/1.1 for itself, which it drives, or a share in one of HTTP/2.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use http::{HeaderMap, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::time::Instant;

use super::bell::Bell;
use super::failure::{Failure, Stage};
use super::outgoing::{Awaited, Sending, Upload};
use super::shared::Lease;
use super::stream::Stream;
use crate::deadline::Deadline;
use crate::header::bears;
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
        /// What all of it is polled with.
        bell: Bell,
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
        let link = Link::Own { sender, driver: Some(Box::new(driver)), bell: Bell::new() };
        Ok(Self { link, deadline: Deadline::new(Instant::now()) })
    }

    /// A call's share in a connection of HTTP/2.
    pub(crate) fn shared(lease: Lease) -> Self {
        Self { link: Link::Shared(lease), deadline: Deadline::new(Instant::now()) }
    }

    /// Polls what comes over the connection. `poll` gets the context to poll it with, what lets the connection read, write and
    /// hand over what it can now, and its deadline. The connection is `Ready` once it has ended: with the error that ended it,
    /// unless the answer's head or body has been given that error already.
    pub(crate) fn poll<T>(
        &mut self,
        cx: &mut Context<'_>,
        mut poll: impl FnMut(&mut Context<'_>, &mut dyn FnMut(&mut Context<'_>) -> Ended, &mut Deadline) -> Poll<T>,
    ) -> Poll<T> {
        let Self { link, deadline } = self;
        match link {
            Link::Own { driver, bell, .. } => bell.poll(cx, |cx| poll(cx, &mut |cx| drive(driver, cx), deadline)),
            // A task of its own drives it; what goes wrong, the answer's body says.
            Link::Shared(_) => poll(cx, &mut |_| Poll::Pending, deadline),
        }
    }

    /// Whether other calls share it.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self.link, Link::Shared(_))
    }

    /// Whether it is to be kept for another request. Nobody is woken for what it does until then.
    pub(crate) fn is_idle(&mut self) -> bool {
        match &mut self.link {
            // Most often it has asked for the next request already, with what it read last.
            Link::Own { sender, driver, bell } => {
                let cx = &mut Context::from_waker(Waker::noop());
                bell.rest();
                driver.is_some() && (sender.is_ready() || drive(driver, cx).is_pending() && sender.is_ready())
            }
            Link::Shared(_) => false,
        }
    }

    /// Sends a request at `now` and waits for the head of its answer. 1xx answers are passed over. No `async fn`, which would
    /// hold the request once more, as it came.
    pub(crate) fn exchange(
        &mut self,
        request: Request<Sending>,
        patience: Patience,
        now: Instant,
    ) -> impl Future<Output = Result<Response<Incoming>, Unanswered>> {
        let upload = request.body().upload();
        let Self { link, deadline } = self;
        deadline.set(now + patience.headers);
        let sent = match link {
            Link::Own { sender, driver, bell } => Ok((bell.muffled(|| sender.try_send_request(request)), driver, bell)),
            // Boxed, so that calls on connections of their own don't pay for its size.
            Link::Shared(lease) => Err(Box::pin(lease.sender.try_send_request(request))),
        };
        async move {
            let mut wait = |cx: &mut Context<'_>| wait(cx, upload.as_deref(), patience, deadline);
            let answer = match sent {
                Ok((sent, driver, bell)) => {
                    let mut sent = pin!(sent);
                    let mut silent = None;
                    // Taking apart one that has ended gives back what it hadn't begun to send.
                    let mut drive = |cx: &mut Context<'_>| {
                        let Some(connection) = driver else { return Poll::Ready(Ok(())) };
                        let ended = Pin::new(connection.as_mut()).poll(cx);
                        if ended.is_ready() {
                            silent = driver.take().map(is_silent);
                        }
                        ended
                    };
                    let mut poll = |cx: &mut Context<'_>| answered(sent.as_mut(), &mut drive, &mut wait, cx);
                    poll_fn(|cx| bell.poll(cx, &mut poll)).await.map_err(|(failure, unsent)| {
                        let silent = silent.unwrap_or_else(|| driver.take().is_none_or(is_silent));
                        Unanswered { failure, unsent, silent }
                    })
                }
                Err(mut sent) => {
                    let poll = |cx: &mut Context<'_>| answered(sent.as_mut(), |_| Poll::Pending, &mut wait, cx);
                    let answer = poll_fn(poll).await;
                    answer.map_err(|(failure, unsent)| Unanswered { failure, unsent, silent: false })
                }
            }?;
            match unasked(&answer) {
                None => Ok(answer),
                Some(what) => Err(Unanswered { failure: Failure::Invalid(what.into()), unsent: None, silent: false }),
            }
        }
    }
}

/// Whether not a byte of an answer came that wasn't taken.
fn is_silent(driver: Box<Driver>) -> bool {
    driver.into_parts().read_buf.is_empty()
}

/// Whether a connection has ended, and by what.
pub(crate) type Ended = Poll<Result<(), hyper::Error>>;

/// Lets a connection read and write; it is gone once it has ended.
fn drive(driver: &mut Option<Box<Driver>>, cx: &mut Context<'_>) -> Ended {
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
fn answered<A>(
    sent: Pin<&mut A>,
    mut drive: impl FnMut(&mut Context<'_>) -> Ended,
    mut wait: impl FnMut(&mut Context<'_>) -> Poll<Stage>,
    cx: &mut Context<'_>,
) -> Poll<Result<Response<Incoming>, Unsent>>
where
    A: Future<Output = Result<Response<Incoming>, TrySendError<Request<Sending>>>>,
{
    let ended = drive(cx);
    Poll::Ready(Err(match (sent.poll(cx), ended) {
        (Poll::Ready(Ok(answer)), _) => return Poll::Ready(Ok(answer)),
        (Poll::Ready(Err(mut error)), _) => {
            let unsent = error.take_message();
            (Failure::from_hyper(error.into_error()), unsent)
        }
        (Poll::Pending, Poll::Ready(Err(error))) => (Failure::from_hyper(error), None),
        (Poll::Pending, Poll::Ready(Ok(()))) => (Failure::Closed("the connection ended".into()), None),
        (Poll::Pending, Poll::Pending) => (Failure::Timeout(ready!(wait(cx))), None),
    }))
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
    bears(headers, &header::TRANSFER_ENCODING)
        && headers.get_all(header::TRANSFER_ENCODING).iter().any(|value| !is_chunked(value))
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
