//! A connection of HTTP/1.1.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use super::Serving;
use super::connection::{Peer, Phase};
use super::framing::Framed;
use super::head_timer::HeadTimer;
use crate::body::Incoming;
use crate::operation::Gateway;

/// A client that hasn't sent a request yet when the server drains has this long to do so.
const FIRST_REQUEST: Duration = Duration::from_secs(1);

/// How much is read at once, where as much is there: a large body is not read in small pieces because heads are small.
/// hyper has one limit for both, so the head's own is looked at when the head is there.
const READ: usize = 256 << 10;

/// How many headers hyper takes where it isn't told.
const HYPERS_HEADERS: usize = 100;

/// Serves until the client leaves, is cut off, or the server ends.
pub(super) async fn serve<G, S>(stream: S, peer: Peer, serving: &Serving<G>, mut phase: watch::Receiver<Phase>)
where
    G: Gateway,
    S: AsyncRead + AsyncWrite + Unpin,
{
    let limits = G::SETTINGS.limits;
    let asked = AtomicBool::new(false);
    let service = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
        asked.store(true, Ordering::Relaxed);
        let answer = serving.respond(request.map(Incoming::Served), peer);
        async { Ok::<_, Infallible>(answer.await) }
    });
    let mut http = http1::Builder::new();
    http.timer(HeadTimer::new()).header_read_timeout(limits.head_timeout).max_buf_size(limits.head.max(READ));
    // hyper's own limit costs nothing; for another it fills a list anew with each request.
    if limits.headers != HYPERS_HEADERS {
        http.max_headers(limits.headers);
    }
    let mut connection = pin!(http.serve_connection(TokioIo::new(Framed::new(stream)), service));
    let news = phase.clone();
    {
        let mut drained = pin!(phase.wait_for(|phase| *phase > Phase::Serving));
        let mut waits = false;
        // Once it waits it is woken by news alone, and to ask whether there is any costs less than to let it look.
        let ended = poll_fn(|cx| match connection.as_mut().poll(cx) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending if waits && matches!(news.has_changed(), Ok(false)) => Poll::Pending,
            Poll::Pending => {
                waits = true;
                drained.as_mut().poll(cx).map(|_| false)
            }
        });
        if ended.await {
            return;
        }
    }
    connection.as_mut().graceful_shutdown();
    let unused = async {
        if asked.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(FIRST_REQUEST).await;
        if asked.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        _ = connection => {}
        () = unused => {}
        _ = phase.wait_for(|phase| *phase == Phase::Ended) => {}
    }
}
