//! The calls of one connection of HTTP/2: how many run, how many the client called off, and which of them it takes nothing of.
//!
//! hyper drives a call as a future that nobody else sees into. So the executor that hyper hands it to goes with it: it cuts a
//! call off whose answer the client doesn't take, and counts one that ended before its answer did.

use std::pin::Pin;
use std::sync::atomic::{AtomicU8, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::rt::Executor;
use pin_project_lite::pin_project;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::body::BodyError;
use crate::deadline::Deadline;
use crate::telemetry::Observed;

/// How long a call that was called off counts.
const WINDOW: Duration = Duration::from_secs(10);

/// A longer frame is handed on in pieces, so that a client which takes nothing leaves no more than one behind.
const PIECE: usize = 32 << 10;

tokio::task_local! {
    /// The pace of the call whose future is polled.
    static PACE: Arc<Pace>;
}

/// The calls of a connection. A clone is the same connection's.
#[derive(Debug, Clone)]
pub(super) struct Calls(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    running: AtomicUsize,
    state: Mutex<State>,
    /// How many may be called off within [`WINDOW`].
    resets: u32,
    too_many: Notify,
    /// How long a client may take nothing of an answer.
    patience: Duration,
}

#[derive(Debug)]
struct State {
    /// When the last call ended.
    idle_since: Instant,
    /// When the present window began, and how many were called off in it.
    window: (Instant, u32),
}

impl Calls {
    pub(super) fn new(resets: u32, patience: Duration) -> Self {
        let now = Instant::now();
        let state = Mutex::new(State { idle_since: now, window: (now, 0) });
        Self(Arc::new(Shared { running: AtomicUsize::new(0), state, resets, too_many: Notify::new(), patience }))
    }

    /// The pace of the call that asks.
    pub(super) fn pace() -> Arc<Pace> {
        PACE.try_with(Arc::clone).unwrap_or_default()
    }

    /// Ends once the client has called off more calls than it may.
    pub(super) async fn too_many_resets(&self) {
        self.0.too_many.notified().await;
    }

    /// Ends once there was no call for so long, from `since` on.
    pub(super) async fn none_for(&self, limit: Duration, since: Instant) {
        loop {
            let idle = self.0.state().idle_since.max(since).elapsed();
            let running = self.0.running.load(Ordering::Acquire) > 0;
            if !running && idle >= limit {
                return;
            }
            let wait = if running { limit } else { limit.saturating_sub(idle) };
            tokio::time::sleep(wait.max(Duration::from_millis(1))).await;
        }
    }
}

impl Shared {
    /// Never held across an await.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn called_off(&self) {
        let mut state = self.state();
        if state.window.0.elapsed() > WINDOW {
            state.window = (Instant::now(), 0);
        }
        state.window.1 += 1;
        if state.window.1 > self.resets {
            self.too_many.notify_one();
        }
    }
}

impl<F> Executor<F> for Calls
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, call: F) {
        let pace = Arc::new(Pace::default());
        let open = Open::new(self.0.clone(), pace.clone());
        let patience = self.0.patience;
        tokio::spawn(async move {
            let _open = open;
            let watched = Watched { call, pace: pace.clone(), patience, seen: 0, deadline: None };
            PACE.scope(pace, watched).await;
        });
    }
}

/// A call that runs; dropped, it has ended.
struct Open {
    calls: Arc<Shared>,
    pace: Arc<Pace>,
}

impl Open {
    fn new(calls: Arc<Shared>, pace: Arc<Pace>) -> Self {
        calls.running.fetch_add(1, Ordering::AcqRel);
        Self { calls, pace }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if self.pace.state.load(Ordering::Relaxed) != ENDED {
            self.calls.called_off();
        }
        self.calls.state().idle_since = Instant::now();
        self.calls.running.fetch_sub(1, Ordering::AcqRel);
    }
}

const GATEWAY: u8 = 0;
const CLIENT: u8 = 1;
const ENDED: u8 = 2;

/// Whether a call waits for its client. Written and read by the call's own task; atomics only make it `Sync`.
#[derive(Debug, Default)]
pub(super) struct Pace {
    state: AtomicU8,
    steps: AtomicU32,
}

impl Pace {
    fn step(&self, state: u8) {
        self.state.store(state, Ordering::Relaxed);
        self.steps.fetch_add(1, Ordering::Relaxed);
    }
}

pin_project! {
    /// A call that is cut off when its client takes nothing of the answer for too long.
    struct Watched<F> {
        #[pin]
        call: F,
        pace: Arc<Pace>,
        patience: Duration,
        // The step at which the deadline was set.
        seen: u32,
        deadline: Option<Deadline>,
    }
}

impl<F: Future<Output = ()>> Future for Watched<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.project();
        if this.call.poll(cx).is_ready() {
            return Poll::Ready(());
        }
        if this.pace.state.load(Ordering::Relaxed) != CLIENT {
            return Poll::Pending;
        }
        let steps = this.pace.steps.load(Ordering::Relaxed);
        let until = Instant::now() + *this.patience;
        let deadline = this.deadline.get_or_insert_with(|| Deadline::new(until));
        if *this.seen != steps {
            *this.seen = steps;
            deadline.set(until);
        }
        // Dropped, the call resets its stream.
        deadline.poll(cx)
    }
}

/// The body of an answer that notes when the client is waited for.
#[derive(Debug)]
pub(super) struct Paced {
    body: Observed,
    /// Whether the head is all that is sent.
    withheld: bool,
    /// The rest of a long frame.
    rest: Bytes,
    pace: Arc<Pace>,
}

impl Paced {
    /// `withheld`: whether the head is all that is sent, as in answers to HEAD.
    pub(super) fn new(body: Observed, withheld: bool, pace: Arc<Pace>) -> Self {
        // The head goes at once; of a body nothing is asked before the client has room for it.
        pace.step(if withheld || body.is_end_stream() { ENDED } else { CLIENT });
        Self { body, withheld, rest: Bytes::new(), pace }
    }

    fn piece(&mut self, mut data: Bytes) -> Frame<Bytes> {
        self.rest = data.split_off(data.len().min(PIECE));
        let ended = self.is_end_stream();
        self.pace.step(if ended { ENDED } else { CLIENT });
        Frame::data(data)
    }
}

impl Body for Paced {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        if !self.rest.is_empty() {
            let rest = std::mem::take(&mut self.rest);
            return Poll::Ready(Some(Ok(self.piece(rest))));
        }
        self.pace.step(GATEWAY);
        match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
            Some(Ok(frame)) => Poll::Ready(Some(Ok(match frame.into_data() {
                Ok(data) => self.piece(data),
                Err(trailers) => {
                    self.pace.step(ENDED);
                    trailers
                }
            }))),
            end => {
                // Where the gateway breaks off, the client called nothing off.
                self.pace.step(ENDED);
                Poll::Ready(end)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.withheld || (self.rest.is_empty() && self.body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        let mut hint = self.body.size_hint();
        let rest = self.rest.len() as u64;
        if let Some(upper) = hint.upper() {
            hint.set_upper(upper + rest);
        }
        hint.set_lower(hint.lower() + rest);
        hint
    }
}
