//! The spans that wait to be sent, and the task that sends them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use opentelemetry_otlp::SpanExporter;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use tokio::sync::{Notify, mpsc, oneshot};

use super::Dropped;
use super::sender::{Source, Written};

/// Calls that wait to be told of; those beyond are dropped and counted.
const QUEUE: usize = 8192;
/// The bytes of their spans: a path may be long.
const MOST: usize = 32 << 20;
/// The most calls in one export.
const BATCH: usize = 1024;
/// The bytes of their spans, where there are several; no more room is kept to be used again.
pub(super) const LARGE: usize = 1 << 20;
/// How long a call waits for others to be told of with it.
const LINGER: Duration = Duration::from_millis(500);

/// The calls' end of the queue.
pub(super) struct Spans {
    queue: Arc<Queue>,
    flushes: mpsc::Sender<oneshot::Sender<()>>,
    dropped: Family<Dropped, Counter>,
}

#[derive(Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    /// That there is something, or a whole batch.
    news: Notify,
}

/// What waits, in the order in which it came.
#[derive(Default)]
struct Waiting {
    /// All but the last are full.
    batches: VecDeque<Batch>,
    calls: usize,
    bytes: usize,
    /// The room of what was sent, to be used again.
    room: Vec<u8>,
}

/// The spans of some calls, as they are sent.
#[derive(Default)]
struct Batch {
    spans: Vec<u8>,
    calls: usize,
}

impl Batch {
    /// Whether a call's spans, of so many bytes, go with it.
    fn has_room(&self, bytes: usize) -> bool {
        self.calls < BATCH && self.spans.len() + bytes <= LARGE
    }
}

impl Waiting {
    /// How many batches need not wait for more.
    fn full(&self) -> usize {
        let last = self.batches.back().is_some_and(|last| !last.has_room(1));
        self.batches.len().saturating_sub(1) + usize::from(last)
    }
}

impl Spans {
    pub(super) fn start(exporter: Written<SpanExporter>, source: Source, dropped: Family<Dropped, Counter>) -> Self {
        let queue = Arc::<Queue>::default();
        let (flushes, asked) = mpsc::channel(1);
        tokio::spawn(send(exporter, source, queue.clone(), asked, dropped.clone()));
        Self { queue, flushes, dropped }
    }

    /// Has the spans of a call sent.
    pub(super) fn add(&self, spans: &[u8]) {
        if !self.queue.add(spans) {
            self.dropped.get_or_create(&Dropped { why: "queue" }).inc();
        }
    }

    /// Waits until all that is there is sent.
    pub(super) async fn flush(&self) {
        let (told, sent) = oneshot::channel();
        if self.flushes.send(told).await.is_ok() {
            let _ = sent.await;
        }
    }
}

impl Queue {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds the spans of a call; false where there is no room.
    fn add(&self, spans: &[u8]) -> bool {
        let mut waiting = self.waiting();
        if waiting.calls == QUEUE || waiting.bytes + spans.len() > MOST {
            return false;
        }
        let before = waiting.full();
        if waiting.batches.back().is_none_or(|last| !last.has_room(spans.len())) {
            let spans = std::mem::take(&mut waiting.room);
            waiting.batches.push_back(Batch { spans, calls: 0 });
        }
        let Some(last) = waiting.batches.back_mut() else { return false };
        last.spans.extend_from_slice(spans);
        last.calls += 1;
        waiting.calls += 1;
        waiting.bytes += spans.len();
        let (first, full) = (waiting.calls == 1, waiting.full() > before);
        drop(waiting);
        if first || full {
            self.news.notify_one();
        }
        true
    }

    /// Takes the batch that has waited longest.
    fn take(&self) -> Option<Batch> {
        let mut waiting = self.waiting();
        let batch = waiting.batches.pop_front()?;
        waiting.calls -= batch.calls;
        waiting.bytes -= batch.spans.len();
        Some(batch)
    }

    /// Gives back the room of a batch that was sent.
    fn give_back(&self, mut room: Vec<u8>) {
        room.clear();
        room.shrink_to(LARGE);
        self.waiting().room = room;
    }

    /// Whether there is something, and whether it is a whole batch.
    fn state(&self) -> (bool, bool) {
        let waiting = self.waiting();
        (waiting.calls > 0, waiting.full() > 0)
    }

    /// Waits until there is a batch to send: a whole one, or one that has waited long enough.
    async fn gathered(&self) {
        while !self.state().0 {
            self.news.notified().await;
        }
        let full = async {
            while !self.state().1 {
                self.news.notified().await;
            }
        };
        let _ = tokio::time::timeout(LINGER, full).await;
    }
}

async fn send(
    exporter: Written<SpanExporter>,
    source: Source,
    queue: Arc<Queue>,
    mut flushes: mpsc::Receiver<oneshot::Sender<()>>,
    dropped: Family<Dropped, Counter>,
) {
    let export = async |batch: Batch| {
        if exporter.send(source.request(&batch.spans)).await.is_err() {
            dropped.get_or_create(&Dropped { why: "export" }).inc_by(batch.calls as u64);
        }
        queue.give_back(batch.spans);
    };
    loop {
        tokio::select! {
            asked = flushes.recv() => {
                // Nobody is left who has anything to tell.
                let Some(told) = asked else { return };
                while let Some(batch) = queue.take() {
                    export(batch).await;
                }
                // Who asked may have given up.
                let _ = told.send(());
            }
            () = queue.gathered() => {
                if let Some(batch) = queue.take() {
                    export(batch).await;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn so_many_calls_and_so_many_bytes_wait_and_go_by_batches() {
        let queue = Queue::default();
        assert!(!queue.add(&vec![0; MOST + 1]));
        for call in 0..QUEUE + 10 {
            assert_eq!(queue.add(&call.to_be_bytes()), call < QUEUE, "{call}");
        }
        let mut next = 0_usize;
        while let Some(batch) = queue.take() {
            assert_eq!(batch.calls, BATCH);
            for call in batch.spans.as_chunks().0 {
                assert_eq!(usize::from_be_bytes(*call), next);
                next += 1;
            }
            queue.give_back(batch.spans);
        }
        assert_eq!((next, queue.state()), (QUEUE, (false, false)));
        assert!(queue.add(&vec![0; MOST]) && !queue.add(&[0]));
    }

    #[test]
    fn a_batch_of_long_spans_has_fewer_calls_and_leaves_no_more_room_than_is_kept() {
        let queue = Queue::default();
        (0..5).for_each(|_| assert!(queue.add(&vec![0; LARGE / 2])));
        assert!(queue.add(&vec![0; 2 * LARGE]) && queue.state().1);
        let calls: Vec<_> = std::iter::from_fn(|| queue.take().inspect(|batch| queue.give_back(batch.spans.clone())))
            .map(|batch| (batch.calls, batch.spans.len()))
            .collect();
        assert_eq!(calls, [(2, LARGE), (2, LARGE), (1, LARGE / 2), (1, 2 * LARGE)]);
        assert!(queue.waiting().room.capacity() <= LARGE);
        assert_eq!(queue.state(), (false, false));
    }

    #[tokio::test]
    async fn a_call_waits_for_others_until_there_are_many_or_for_half_a_second() {
        let queue = Arc::<Queue>::default();
        let began = Instant::now();
        assert!(queue.add(&[0]));
        queue.gathered().await;
        assert!(began.elapsed() >= LINGER);
        let began = Instant::now();
        let more = queue.clone();
        tokio::spawn(async move { (1..BATCH).for_each(|_| assert!(more.add(&[0]))) });
        queue.gathered().await;
        assert!(queue.state().1 && began.elapsed() < LINGER);
    }
}
