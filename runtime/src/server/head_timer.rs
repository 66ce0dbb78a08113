//! The time that a client has for a request's head, with one timer a connection: hyper asks for a new one with each request.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use hyper::rt::{Sleep, Timer};

use crate::deadline::Deadline;

/// A timer of which hyper waits for one sleep at a time, the one it asked for last.
pub(super) struct HeadTimer(Arc<Mutex<Deadline>>);

impl HeadTimer {
    /// Needs a tokio runtime.
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Deadline::new(tokio::time::Instant::now()))))
    }
}

impl Timer for HeadTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(Instant::now() + duration)
    }

    fn sleep_until(&self, at: Instant) -> Pin<Box<dyn Sleep>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).set(at.into());
        Box::pin(HeadSleep(self.0.clone()))
    }
}

struct HeadSleep(Arc<Mutex<Deadline>>);

impl Future for HeadSleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).poll(cx)
    }
}

impl Sleep for HeadSleep {}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_sleep_that_was_asked_for_last_ends_at_its_time() {
        let timer = HeadTimer::new();
        let begun = Instant::now();
        // The first is set and waited for, as a request's head that comes in time.
        let first = tokio::time::timeout(Duration::from_millis(5), timer.sleep(Duration::from_millis(30))).await;
        assert!(first.is_err());
        timer.sleep_until(begun + Duration::from_millis(80)).await;
        assert!(begun.elapsed() >= Duration::from_millis(80));
        // Sooner than the timer below stood.
        let sooner = timer.sleep(Duration::from_secs(600));
        drop(sooner);
        timer.sleep(Duration::from_millis(10)).await;
        assert!(begun.elapsed() < Duration::from_secs(60));
    }
}
