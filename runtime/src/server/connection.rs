//! The accept loop, and a client's connection until its first request.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use super::linger::Lingering;
use super::tls::{Greeting, chose_http2};
use super::{Serving, http1, http2};
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

/// The other end of a connection.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Peer {
    /// Its address; `None` in an application that doesn't tell it.
    pub(crate) address: Option<SocketAddr>,
    /// Whether it speaks TLS with the gateway.
    pub(crate) secure: bool,
}

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
            serve(stream, peer, &serving, phase).await;
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
    address: SocketAddr,
    serving: &Arc<Serving<G>>,
    phase: watch::Receiver<Phase>,
) {
    // A socket that refuses the option still serves.
    let _ = stream.set_nodelay(true);
    let stream = Lingering::new(stream, phase.clone(), G::SETTINGS.limits.answer_idle);
    let address = Some(address);
    match &serving.greeting {
        None => http1::serve(stream, Peer { address, secure: false }, serving, phase).await,
        // Boxed, so that connections without TLS don't pay for its size.
        Some(greeting) => Box::pin(secured(stream, greeting, address, serving, phase)).await,
    }
}

/// A connection with TLS. The handshake takes from the time that the first head has.
async fn secured<G: Gateway>(
    stream: Lingering,
    greeting: &Greeting,
    address: Option<SocketAddr>,
    serving: &Arc<Serving<G>>,
    mut phase: watch::Receiver<Phase>,
) {
    let greeted = tokio::time::timeout(G::SETTINGS.limits.head_timeout, greeting.shake_hands(stream));
    let stream = tokio::select! {
        greeted = greeted => match greeted {
            Ok(Ok(stream)) => stream,
            _ => return,
        },
        _ = phase.wait_for(|phase| *phase > Phase::Serving) => return,
    };
    let peer = Peer { address, secure: true };
    if chose_http2(&stream) {
        http2::serve(stream, peer, serving, phase).await;
    } else {
        http1::serve(stream, peer, serving, phase).await;
    }
}
