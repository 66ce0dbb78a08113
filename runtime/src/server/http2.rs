//! A connection of HTTP/2: calls side by side, each a task of its own, within limits that HTTP/1.1 has by its nature.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, Request, header};
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::Instant;

use super::Serving;
use super::calls::{Calls, Paced};
use super::connection::{Peer, Phase};
use crate::body::Incoming;
use crate::operation::Gateway;

/// How often a silent client is asked whether it is still there.
const PING: Duration = Duration::from_secs(30);

/// How many bytes of a body a client may send before the gateway has read any: one stream can't fill what others need.
const WINDOW: u32 = 256 << 10;

/// How many bytes all streams of a connection may have on their way.
const CONNECTION_WINDOW: u32 = 1 << 20;

/// How many bytes of an answer are held for a stream.
const HELD: usize = 64 << 10;

/// How many streams may be called off before the gateway has looked at them; hyper ends the connection of one more.
const UNSEEN_RESETS: usize = 20;

/// How long a client that was told to leave has for that, once it has no call.
const FAREWELL: Duration = Duration::from_secs(2);

/// Serves until the client leaves, is cut off, or the server ends.
pub(super) async fn serve<G, S>(stream: S, peer: Peer, serving: &Arc<Serving<G>>, mut phase: watch::Receiver<Phase>)
where
    G: Gateway,
    S: AsyncRead + AsyncWrite + Unpin,
{
    let limits = G::SETTINGS.limits;
    let calls = Calls::new(limits.resets, limits.answer_idle);
    let service = service_fn(|request: Request<hyper::body::Incoming>| {
        let serving = serving.clone();
        async move {
            // Asked for here: the connection makes the future, and only the call's own task polls it.
            let pace = Calls::pace();
            let withheld = request.method() == Method::HEAD;
            let answer = serving.respond(as_of_http1(request).map(Incoming::Served), peer).await;
            Ok::<_, Infallible>(answer.map(|body| Paced::new(body, withheld, pace)))
        }
    });
    let mut http = http2::Builder::new(calls.clone());
    http.timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(u32::try_from(limits.head).unwrap_or(u32::MAX))
        .max_pending_accept_reset_streams(UNSEEN_RESETS)
        .max_local_error_reset_streams(usize::try_from(limits.resets).ok())
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_send_buf_size(HELD)
        .keep_alive_interval(PING)
        .keep_alive_timeout(limits.head_timeout.min(PING));
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        biased;
        _ = connection.as_mut() => return,
        () = calls.too_many_resets() => return,
        _ = phase.wait_for(|phase| *phase > Phase::Serving) => {}
        () = calls.none_for(limits.head_timeout, Instant::now()) => {}
    }
    connection.as_mut().graceful_shutdown();
    tokio::select! {
        _ = connection => {}
        () = calls.too_many_resets() => {}
        // A client that doesn't answer is not waited for.
        () = calls.none_for(FAREWELL, Instant::now()) => {}
        _ = phase.wait_for(|phase| *phase == Phase::Ended) => {}
    }
}

/// The request as HTTP/1.1 would have it: its authority as `Host` (RFC 9113, section 8.3.1), its cookies in one line
/// (section 8.2.3). Where a `Host` says something else, both stay, and the request is refused for that.
fn as_of_http1(mut request: Request<hyper::body::Incoming>) -> Request<hyper::body::Incoming> {
    let authority = request.uri().authority().and_then(|authority| HeaderValue::from_str(authority.as_str()).ok());
    let headers = request.headers_mut();
    // The mark of what policies set, which a client could make too (RFC 7541, section 6.2.3).
    headers.values_mut().for_each(|value| value.set_sensitive(false));
    if let Some(authority) = authority
        && headers.get(header::HOST) != Some(&authority)
    {
        headers.append(header::HOST, authority);
    }
    join_cookies(headers);
    request
}

fn join_cookies(headers: &mut HeaderMap) {
    let crumbs: Vec<&[u8]> = headers.get_all(header::COOKIE).iter().map(HeaderValue::as_bytes).collect();
    if crumbs.len() < 2 {
        return;
    }
    if let Ok(whole) = HeaderValue::from_bytes(&crumbs.join(&b"; "[..])) {
        headers.insert(header::COOKIE, whole);
    }
}
