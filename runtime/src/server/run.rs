//! A running server, and how it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::connection::{Phase, accept};
use super::listener::bind;
use super::{Serving, admin};
use crate::operation::Gateway;
use crate::telemetry::Telemetry;

/// A server that runs until it is told to stop. Dropped, it stops at once and cuts its connections.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where the admin endpoints listen.
    pub admin: Option<SocketAddr>,
    phase: watch::Sender<Phase>,
    accepting: JoinHandle<()>,
    telemetry: Arc<Telemetry>,
    drain: Duration,
}

/// Listens and serves. Needs a tokio runtime.
///
/// # Errors
/// A sentence that names the address and the flag that changes it.
pub fn start<G: Gateway>(
    serving: Arc<Serving<G>>,
    listen: &str,
    admin_listen: Option<&str>,
) -> Result<Running, String> {
    let limits = G::SETTINGS.limits;
    let telemetry = serving.telemetry.clone();
    let listener = bind(listen, "--listen")?;
    let admin_listener = admin_listen.map(|address| bind(address, "--admin-listen")).transpose()?;
    let address = |listener: &tokio::net::TcpListener| listener.local_addr().map_err(|error| error.to_string());
    let (phase, watched) = watch::channel(Phase::Serving);
    let running = Running {
        address: address(&listener)?,
        admin: admin_listener.as_ref().map(address).transpose()?,
        accepting: tokio::spawn(accept(listener, serving, watched.clone())),
        phase,
        telemetry: telemetry.clone(),
        drain: limits.drain,
    };
    if let Some(listener) = admin_listener {
        let router = admin::router(telemetry, watched);
        // The admin side answers until the process ends: a drain is watched through it.
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
    Ok(running)
}

impl Running {
    /// Stops accepting. Calls that run, streams too, go on.
    pub fn drain(&self) {
        self.phase.send_replace(Phase::Draining);
    }

    /// Drains, and waits until the last call has ended or the drain's time is up; true: all calls ended.
    pub async fn shut_down(self) -> bool {
        self.drain();
        let Self { phase, mut accepting, telemetry, drain, .. } = self;
        let drained = tokio::time::timeout(drain, &mut accepting).await.is_ok();
        if !drained {
            phase.send_replace(Phase::Ended);
            let _ = accepting.await;
        }
        telemetry.flush().await;
        drained
    }
}
