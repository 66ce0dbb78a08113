//! Records of the log of calls of models, by OTLP: the queue of them, and the task that sends them.

use std::sync::Arc;
use std::time::Duration;

use opentelemetry::logs::{AnyValue, LogRecord as _, Logger as _, LoggerProvider as _, Severity};
use opentelemetry::{InstrumentationScope, SpanId, TraceFlags, TraceId};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::logs::{LogBatch, LogExporter as _, SdkLogRecord, SdkLogger, SdkLoggerProvider};
use tokio::sync::{Notify, mpsc, oneshot};

use super::sender::within;
use crate::telemetry::llm_log::{Dropped, Drops, Entry, Value};

/// Records that wait to be sent; those beyond are dropped and counted. Each holds 32 KiB of text at most.
const QUEUE: usize = 1024;
/// The most records in one export.
const BATCH: usize = 128;
/// How long a record waits for others.
const LINGER: Duration = Duration::from_millis(500);

enum Item {
    Entry(Entry),
    /// All that came before is to be sent.
    Flush(oneshot::Sender<()>),
}

/// The log's end of the queue.
#[derive(Clone)]
pub(crate) struct LogRecords {
    queue: mpsc::Sender<Item>,
    hurry: Arc<Notify>,
    dropped: Drops,
}

impl LogRecords {
    pub(super) fn start(
        mut exporter: opentelemetry_otlp::LogExporter,
        limit: Duration,
        resource: &Resource,
        dropped: Drops,
    ) -> Self {
        exporter.set_resource(resource);
        let (queue, items) = mpsc::channel(QUEUE);
        let hurry = Arc::new(Notify::new());
        tokio::spawn(send(exporter, limit, items, hurry.clone(), dropped.clone()));
        Self { queue, hurry, dropped }
    }

    /// Has records sent.
    pub(crate) fn add(&self, entries: Vec<Entry>) {
        for entry in entries {
            if self.queue.try_send(Item::Entry(entry)).is_err() {
                self.dropped.get_or_create(&Dropped { why: "queue" }).inc();
            }
        }
    }

    /// Waits until all is sent.
    pub(crate) async fn flush(&self) {
        let (told, sent) = oneshot::channel();
        if self.queue.send(Item::Flush(told)).await.is_ok() {
            self.hurry.notify_one();
            let _ = sent.await;
        }
    }
}

async fn send(
    exporter: opentelemetry_otlp::LogExporter,
    limit: Duration,
    mut items: mpsc::Receiver<Item>,
    hurry: Arc<Notify>,
    dropped: Drops,
) {
    // Nothing else makes an empty record.
    let logger = SdkLoggerProvider::builder().build().logger("gatewright");
    let scope = InstrumentationScope::builder("gatewright").build();
    let mut waiting = Vec::with_capacity(BATCH);
    while items.recv_many(&mut waiting, BATCH).await > 0 {
        let asked = waiting.iter().any(|item| matches!(item, Item::Flush(_)));
        if waiting.len() < BATCH && !asked {
            let _ = tokio::time::timeout(LINGER, hurry.notified()).await;
            let room = BATCH - waiting.len();
            if !items.is_empty() {
                items.recv_many(&mut waiting, room).await;
            }
        }
        let (mut records, mut asked) = (Vec::with_capacity(waiting.len()), Vec::new());
        for item in waiting.drain(..) {
            match item {
                Item::Entry(entry) => records.push(record(&logger, entry)),
                Item::Flush(told) => asked.push(told),
            }
        }
        let batch: Vec<_> = records.iter().map(|record| (record, &scope)).collect();
        if !batch.is_empty() && within(limit, exporter.export(LogBatch::new(&batch))).await.is_err() {
            dropped.get_or_create(&Dropped { why: "export" }).inc_by(batch.len() as u64);
        }
        for told in asked {
            // Who asked may have given up.
            let _ = told.send(());
        }
    }
}

fn record(logger: &SdkLogger, entry: Entry) -> SdkLogRecord {
    let mut record = logger.create_log_record();
    let Entry { kind, about, members, text } = entry;
    record.set_event_name(match kind {
        "llm-prompt" => "gatewright.llm.prompt",
        "llm-completion" => "gatewright.llm.completion",
        _ => "gatewright.llm.call",
    });
    record.set_timestamp(about.time);
    record.set_observed_timestamp(std::time::SystemTime::now());
    record.set_severity_number(Severity::Info);
    if let Some(context) = about.context {
        let trace = TraceId::from_bytes(context.trace.to_be_bytes());
        let flags = if context.sampled { TraceFlags::SAMPLED } else { TraceFlags::NOT_SAMPLED };
        record.set_trace_context(trace, SpanId::from_bytes(context.span.to_be_bytes()), Some(flags));
    }
    record.add_attribute("gatewright.request_id", about.request_id);
    record.add_attribute("gatewright.api", about.api);
    record.add_attribute("gatewright.operation", about.operation);
    for (name, value) in members {
        record.add_attribute(attribute(name), any(name, value));
    }
    if let Some(text) = text {
        record.set_body(AnyValue::String(text.into()));
    }
    record
}

/// The name of an attribute: that of the conventions, where they have one.
fn attribute(member: &'static str) -> String {
    match member {
        "model" => "gen_ai.request.model".to_owned(),
        "answered_model" => "gen_ai.response.model".to_owned(),
        "finish_reason" => "gen_ai.response.finish_reasons".to_owned(),
        "prompt_tokens" => "gen_ai.usage.input_tokens".to_owned(),
        "completion_tokens" => "gen_ai.usage.output_tokens".to_owned(),
        "cached_tokens" => "gen_ai.usage.cache_read.input_tokens".to_owned(),
        "cache_write_tokens" => "gen_ai.usage.cache_creation.input_tokens".to_owned(),
        "stream" => "gen_ai.request.stream".to_owned(),
        "status" => "http.response.status_code".to_owned(),
        "error" => "error.type".to_owned(),
        other => format!("gatewright.{other}"),
    }
}

fn any(name: &str, value: Value) -> AnyValue {
    match value {
        Value::Text(text) if name == "finish_reason" => {
            AnyValue::ListAny(Box::new(vec![AnyValue::String(text.into())]))
        }
        Value::Text(text) => AnyValue::String(text.into()),
        Value::Name(name) => AnyValue::String(name.into()),
        Value::Count(count) => AnyValue::Int(i64::try_from(count).unwrap_or(i64::MAX)),
        Value::Decimal(number) => AnyValue::Double(number.parse().unwrap_or_default()),
        Value::Is(is) => AnyValue::Boolean(is),
    }
}
