//! Connections of HTTP/2 to one backend, each shared by calls and driven by a task of its own.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use hyper::client::conn::http2::{self, Connection as Driver, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::time::{Instant, timeout};

use super::failure::{Failure, Stage};
use super::outgoing::Sending;
use super::stream::Stream;

/// How many calls share a connection at most, whatever more the backend takes.
const MOST: usize = 100;

/// How many bytes of an answer may come before its caller has taken any.
const WINDOW: u32 = 128 << 10;

/// The same for a connection: room for all of its calls, so that callers who take nothing stop no other.
const CONNECTION_WINDOW: u32 = WINDOW * 100;

/// How often a silent backend is asked whether it is still there, and how long it has for an answer.
const PING: Duration = Duration::from_secs(20);

/// How often a fresh connection is looked at until the backend has said what it takes: nothing tells when it does.
const LOOK: Duration = Duration::from_millis(1);

/// The connections of one backend.
#[derive(Debug)]
pub(crate) struct SharedConnections {
    open: Mutex<Vec<Shared>>,
    /// Held while a connection is made, so that a crowd of calls makes one and not one each.
    pub(crate) making: tokio::sync::Mutex<()>,
    lifetime: Duration,
}

#[derive(Debug, Clone)]
struct Shared {
    sender: SendRequest<Sending>,
    load: Arc<Load>,
}

#[derive(Debug)]
struct Load {
    calls: AtomicUsize,
    /// As many calls as the backend takes at once.
    most: AtomicUsize,
    /// When the last call ended.
    idle_since: Mutex<Instant>,
}

/// A call's share in a connection. Dropped, it makes room for another.
#[derive(Debug)]
pub(crate) struct Lease {
    pub(crate) sender: SendRequest<Sending>,
    load: Arc<Load>,
}

impl SharedConnections {
    /// A connection without a call is closed after `lifetime`.
    pub(crate) fn new(lifetime: Duration) -> Arc<Self> {
        Arc::new(Self { open: Mutex::default(), making: tokio::sync::Mutex::default(), lifetime })
    }

    /// A share in a connection that stands and has room.
    pub(crate) fn take(&self) -> Option<Lease> {
        let mut open = self.open();
        open.retain(|shared| !shared.sender.is_closed());
        open.iter().find_map(Shared::lease)
    }

    /// Takes over a fresh stream, on which HTTP/2 is spoken, and gives the first share in it once the backend has said how
    /// many calls it takes at once (RFC 9113, section 3.4): what comes beyond them it refuses. It has `limit` to say so.
    pub(crate) async fn add(self: &Arc<Self>, stream: Stream, limit: Duration) -> Result<Lease, Failure> {
        let mut http = http2::Builder::new(TokioExecutor::new());
        http.timer(TokioTimer::new())
            .initial_max_send_streams(0)
            .initial_stream_window_size(WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .keep_alive_interval(PING)
            .keep_alive_timeout(PING);
        let (sender, mut driver) = http.handshake(TokioIo::new(stream)).await.map_err(Failure::from_hyper)?;
        timeout(limit, settled(&mut driver)).await.map_err(|_| Failure::Timeout(Stage::Connect))??;
        let load = Arc::new(Load {
            calls: AtomicUsize::new(1),
            most: AtomicUsize::new(most(&driver)),
            idle_since: Mutex::new(Instant::now()),
        });
        let lease = Lease { sender: sender.clone(), load: load.clone() };
        self.open().push(Shared { sender, load: load.clone() });
        let (all, lifetime) = (Arc::downgrade(self), self.lifetime);
        tokio::spawn(async move {
            let mut driven = pin!(drive(driver, &load));
            loop {
                let ended = tokio::select! {
                    () = driven.as_mut() => true,
                    () = load.idle_for(lifetime) => false,
                };
                // A call may have taken a share meanwhile.
                if all.upgrade().is_none_or(|all| all.retire(&load, ended)) {
                    return;
                }
            }
        });
        Ok(lease)
    }

    /// Gives out no more shares in a connection, if it has ended or nobody has one; whether that is so.
    fn retire(&self, load: &Arc<Load>, ended: bool) -> bool {
        let mut open = self.open();
        let gone = ended || load.calls.load(Ordering::Acquire) == 0;
        if gone {
            open.retain(|shared| !Arc::ptr_eq(&shared.load, load));
        }
        gone
    }

    /// Held for a look, never across an await.
    fn open(&self) -> MutexGuard<'_, Vec<Shared>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Driven = Driver<TokioIo<Stream>, Sending, TokioExecutor>;

/// As many calls as the backend has said that it takes at once.
fn most(driver: &Driven) -> usize {
    driver.current_max_send_streams().clamp(1, MOST)
}

/// Ends once the backend has said how many calls it takes at once.
async fn settled(driver: &mut Driven) -> Result<(), Failure> {
    while driver.current_max_send_streams() == 0 {
        match timeout(LOOK, &mut *driver).await {
            Err(_) => {}
            Ok(Ok(())) => return Err(Failure::Closed("the connection ended".into())),
            Ok(Err(error)) => return Err(Failure::from_hyper(error)),
        }
    }
    Ok(())
}

async fn drive(driver: Driven, load: &Load) {
    let mut driver = pin!(driver);
    poll_fn(|cx| {
        let ended = driver.as_mut().poll(cx);
        // The backend may change its mind while the connection stands.
        load.most.store(most(&driver), Ordering::Relaxed);
        // Why it ended is told to its calls.
        if ended.is_ready() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

impl Shared {
    fn lease(&self) -> Option<Lease> {
        let most = self.load.most.load(Ordering::Relaxed);
        let room = |calls: usize| (calls < most).then_some(calls + 1);
        self.load.calls.fetch_update(Ordering::AcqRel, Ordering::Acquire, room).ok()?;
        Some(Lease { sender: self.sender.clone(), load: self.load.clone() })
    }
}

impl Load {
    /// Ends once there was no call for so long.
    async fn idle_for(&self, lifetime: Duration) {
        loop {
            let idle = self.idle_since().elapsed();
            let running = self.calls.load(Ordering::Acquire) > 0;
            if !running && idle >= lifetime {
                return;
            }
            let wait = if running { lifetime } else { lifetime.saturating_sub(idle) };
            tokio::time::sleep(wait.max(Duration::from_millis(10))).await;
        }
    }

    fn idle_since(&self) -> MutexGuard<'_, Instant> {
        self.idle_since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        *self.load.idle_since() = Instant::now();
        self.load.calls.fetch_sub(1, Ordering::AcqRel);
    }
}
