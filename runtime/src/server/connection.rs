//! The accept loop, and one client's connection.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use super::Serving;
use super::head_timer::HeadTimer;
use super::linger::Lingering;
use super::settings::Limits;
use crate::body::Incoming;
use crate::operation::Gateway;

/// How far the server has come to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    Serving,
    /// No new connections; running calls end.
    Draining,
    /// Connections are cut.
    Ended,
}

/// A client that hasn't sent a request yet when the server drains has this long to do so.
const FIRST_REQUEST: Duration = Duration::from_secs(1);

/// How much is read at once, where as much is there: a large body is not read in small pieces because heads are small.
/// hyper has one limit for both, so the head's own is looked at when the head is there.
const READ: usize = 256 << 10;

/// How many headers hyper takes where it isn't told.
const HYPERS_HEADERS: usize = 100;

/// Accepts connections until the server drains; gives back once all of them are closed.
pub(crate) async fn accept<G: Gateway>(
    listener: TcpListener,
    serving: Arc<Serving<G>>,
    mut phase: watch::Receiver<Phase>,
) {
    let limits = G::SETTINGS.limits;
    let slots = Arc::new(Semaphore::new(limits.connections));
    let most = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    loop {
        let accepted = tokio::select! {
            accepted = next(&listener, &slots) => accepted,
            _ = phase.wait_for(|phase| *phase > Phase::Serving) => break,
        };
        let Some((stream, peer, slot)) = accepted else { continue };
        let (serving, phase) = (serving.clone(), phase.clone());
        tokio::spawn(async move {
            let open = &serving.telemetry.metrics.connections;
            open.inc();
            serve(stream, peer, &serving, limits, phase).await;
            open.dec();
            drop(slot);
        });
    }
    drop(listener);
    // Every connection holds one slot.
    let _ = slots.acquire_many(most).await;
}

async fn next(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let slot = slots.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, slot)),
        Err(_) => {
            // Most often too many open files: trying at once would only spin.
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

async fn serve<G: Gateway>(
    stream: TcpStream,
    peer: SocketAddr,
    serving: &Serving<G>,
    limits: Limits,
    mut phase: watch::Receiver<Phase>,
) {
    // A socket that refuses the option still serves.
    let _ = stream.set_nodelay(true);
    let asked = AtomicBool::new(false);
    let service = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
        asked.store(true, Ordering::Relaxed);
        let answer = serving.respond(request.map(Incoming::Served), Some(peer));
        async { Ok::<_, Infallible>(answer.await) }
    });
    let mut http = http1::Builder::new();
    http.timer(HeadTimer::new()).header_read_timeout(limits.head_timeout).max_buf_size(limits.head.max(READ));
    // hyper's own limit costs nothing; for another it fills a list anew with each request.
    if limits.headers != HYPERS_HEADERS {
        http.max_headers(limits.headers);
    }
    let stream = TokioIo::new(Lingering::new(stream, phase.clone()));
    let mut connection = pin!(http.serve_connection(stream, service));
    tokio::select! {
        biased;
        _ = connection.as_mut() => return,
        _ = phase.wait_for(|phase| *phase > Phase::Serving) => {}
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
