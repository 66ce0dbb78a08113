//! The queue of spans, and the task that sends them.

use std::time::Duration;

use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SpanExporter as _;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use tokio::sync::{mpsc, oneshot};

use super::{Dropped, Ended};

/// Calls that wait to be told of; those beyond are dropped and counted.
const QUEUE: usize = 8192;
/// The most calls in one export.
const BATCH: usize = 1024;
/// How long a call waits for others to be told of with it.
const LINGER: Duration = Duration::from_millis(500);

/// What goes through the queue.
enum Item {
    Ended(Box<Ended>),
    /// All that came before is to be sent.
    Flush(oneshot::Sender<()>),
}

/// The calls' end of the queue.
pub(super) struct Spans {
    queue: mpsc::Sender<Item>,
    dropped: Family<Dropped, Counter>,
}

impl Spans {
    pub(super) fn start(
        mut exporter: opentelemetry_otlp::SpanExporter,
        resource: &Resource,
        dropped: Family<Dropped, Counter>,
    ) -> Self {
        exporter.set_resource(resource);
        let (queue, items) = mpsc::channel(QUEUE);
        tokio::spawn(send(exporter, items, dropped.clone()));
        Self { queue, dropped }
    }

    pub(super) fn send(&self, ended: Ended) {
        if self.queue.try_send(Item::Ended(Box::new(ended))).is_err() {
            self.dropped.get_or_create(&Dropped { why: "queue" }).inc();
        }
    }

    pub(super) async fn flush(&self) {
        let (told, sent) = oneshot::channel();
        if self.queue.send(Item::Flush(told)).await.is_ok() {
            let _ = sent.await;
        }
    }
}

async fn send(
    exporter: opentelemetry_otlp::SpanExporter,
    mut items: mpsc::Receiver<Item>,
    dropped: Family<Dropped, Counter>,
) {
    let mut waiting = Vec::with_capacity(BATCH);
    while items.recv_many(&mut waiting, BATCH).await > 0 {
        if waiting.len() < BATCH && !waiting.iter().any(|item| matches!(item, Item::Flush(_))) {
            gather(&mut waiting, &mut items).await;
        }
        let (mut spans, mut asked) = (Vec::with_capacity(2 * waiting.len()), Vec::new());
        let mut calls = 0;
        for item in waiting.drain(..) {
            match item {
                Item::Ended(ended) => {
                    calls += 1;
                    spans.extend(ended.spans());
                }
                Item::Flush(told) => asked.push(told),
            }
        }
        if !spans.is_empty() && exporter.export(spans).await.is_err() {
            dropped.get_or_create(&Dropped { why: "export" }).inc_by(calls);
        }
        for told in asked {
            // Who asked may have given up.
            let _ = told.send(());
        }
    }
}

/// Waits for further ones, until there are many, it has taken long, or somebody wants them sent.
async fn gather(waiting: &mut Vec<Item>, items: &mut mpsc::Receiver<Item>) {
    let until = tokio::time::Instant::now() + LINGER;
    while waiting.len() < BATCH {
        let room = BATCH - waiting.len();
        match tokio::time::timeout_at(until, items.recv_many(waiting, room)).await {
            Ok(came) if came > 0 && !waiting.iter().rev().take(came).any(|item| matches!(item, Item::Flush(_))) => {}
            _ => return,
        }
    }
}
