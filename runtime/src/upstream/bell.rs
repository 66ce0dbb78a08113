//! The waker of a connection that its call drives.
//!
//! Call and connection run in one task and hand things to each other through hyper's channels, which wake whoever waits at the
//! other end: the task itself, while it runs. It would be polled once more for each, from the client's connection down. So what
//! is woken is a bell, which tells what rings while it is listened to from what must wake the task.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

/// Nobody listens: who rings wakes the task.
const AWAY: u8 = 0;
/// The task polls, and looks at the bell before it rests.
const LISTENING: u8 = 1;
/// Beside either: it has been rung. Every change reads what was before, so that of a ring and a rest one sees the other.
const RUNG: u8 = 2;

/// How often a poll is repeated because of a bell before others have their turn.
const PASSES: usize = 16;

/// Its waker stays the same for as long as the connection lives, whichever call has it.
#[derive(Debug)]
pub(super) struct Bell {
    state: Arc<State>,
    waker: Waker,
    /// Whether the last poll had nothing.
    waits: bool,
}

#[derive(Debug)]
struct State {
    heard: AtomicU8,
    task: Mutex<Waker>,
}

impl Bell {
    pub(super) fn new() -> Self {
        let task = Mutex::new(Waker::noop().clone());
        let state = Arc::new(State { heard: AtomicU8::new(AWAY), task });
        Self { waker: state.clone().into(), state, waits: false }
    }

    /// Polls with the bell as the waker: again as long as it is rung and there is nothing, and for the task of `cx` from then on.
    /// What had nothing and hasn't rung is not polled: it has nothing yet.
    pub(super) fn poll<T>(&mut self, cx: &Context<'_>, mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> Poll<T> {
        {
            let mut task = self.state.task();
            let same = task.will_wake(cx.waker());
            if same && self.waits && self.state.heard.load(Ordering::Acquire) & RUNG == 0 {
                return Poll::Pending;
            }
            if !same {
                task.clone_from(cx.waker());
            }
        }
        for _ in 0..PASSES {
            self.state.heard.swap(LISTENING, Ordering::AcqRel);
            let polled = poll(&mut Context::from_waker(&self.waker));
            let rung = self.state.heard.swap(AWAY, Ordering::AcqRel) & RUNG != 0;
            self.waits = polled.is_pending() && !rung;
            // Whoever takes what is ready comes again for more.
            if polled.is_ready() || !rung {
                return polled;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Does what may ring it, where a poll follows at once.
    pub(super) fn muffled<T>(&mut self, ring: impl FnOnce() -> T) -> T {
        self.waits = false;
        self.state.heard.swap(LISTENING, Ordering::AcqRel);
        ring()
    }

    /// Lets go of the task: nobody waits any more.
    pub(super) fn rest(&mut self) {
        self.waits = false;
        *self.state.task() = Waker::noop().clone();
    }
}

impl State {
    fn task(&self) -> std::sync::MutexGuard<'_, Waker> {
        self.task.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for State {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.heard.fetch_or(RUNG, Ordering::AcqRel) & LISTENING == 0 {
            let task = self.task().clone();
            task.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use std::future::poll_fn;
    use std::sync::atomic::AtomicU32;
    use std::time::Duration;

    use super::*;

    /// A task that counts how often it is woken.
    struct Counted(AtomicU32);

    impl Wake for Counted {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn what_rings_within_a_poll_has_it_repeated_and_wakes_nobody() {
        let (task, mut bell) = (Arc::new(Counted(AtomicU32::new(0))), Bell::new());
        let waker: Waker = task.clone().into();
        let cx = Context::from_waker(&waker);
        let mut left = 3;
        let polled = bell.poll(&cx, |cx| {
            left -= 1;
            cx.waker().wake_by_ref();
            if left == 0 { Poll::Ready(()) } else { Poll::Pending }
        });
        assert_eq!((polled, task.0.load(Ordering::Relaxed)), (Poll::Ready(()), 0));

        // What rings without end has others take their turn.
        let mut polls = 0;
        let polled: Poll<()> = bell.poll(&cx, |cx| {
            polls += 1;
            cx.waker().wake_by_ref();
            Poll::Pending
        });
        assert_eq!((polled, polls, task.0.load(Ordering::Relaxed)), (Poll::Pending, PASSES, 1));

        // Between polls it wakes the task, and at rest nobody.
        let mut kept = None;
        let polled: Poll<()> = bell.poll(&cx, |cx| {
            kept = Some(cx.waker().clone());
            Poll::Pending
        });
        let kept = kept.unwrap();
        let again = |bell: &mut Bell| {
            let mut polled = false;
            let _: Poll<()> = bell.poll(&cx, |_| {
                polled = true;
                Poll::Pending
            });
            polled
        };
        assert!(!again(&mut bell), "nothing rang");
        kept.wake_by_ref();
        assert_eq!((polled, task.0.load(Ordering::Relaxed)), (Poll::Pending, 2));
        assert!(again(&mut bell));
        bell.rest();
        kept.wake();
        assert_eq!(task.0.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn no_ring_of_another_thread_is_lost() {
        const RINGS: u32 = 20_000;
        let (mut bell, rings, seen) = (Bell::new(), Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let (ringer, rung, heard) = (bell.waker.clone(), rings.clone(), seen.clone());
        let thread = std::thread::spawn(move || {
            for ring in 1..=RINGS {
                rung.store(ring, Ordering::Relaxed);
                ringer.wake_by_ref();
                // Each is waited for: one that is lost is the last.
                let since = std::time::Instant::now();
                while heard.load(Ordering::Relaxed) < ring && since.elapsed() < Duration::from_secs(20) {
                    std::thread::yield_now();
                }
            }
        });
        let all = poll_fn(|cx| {
            bell.poll(cx, |_| {
                let ring = rings.load(Ordering::Relaxed);
                seen.store(ring, Ordering::Relaxed);
                if ring == RINGS { Poll::Ready(()) } else { Poll::Pending }
            })
        });
        tokio::time::timeout(Duration::from_secs(10), all).await.expect("a ring was lost");
        thread.join().unwrap();
    }
}
