//! Spans and metrics of calls, sent by OTLP (protobuf over HTTP), by the GenAI conventions of OpenTelemetry.
//!
//! A call never waits for it: what it has to tell is written as it is sent, once, and goes into a queue of bounded length, or is
//! dropped and counted. No query, no header and no body is told.

mod attributes;
mod histogram;
mod logs;
mod metrics;
mod sender;
#[cfg(test)]
mod sockets;
mod span;
mod spans;
#[cfg(test)]
mod tests;
mod wire;

use std::cell::Cell;
use std::fmt;
use std::time::Duration;

use http::HeaderMap;
use opentelemetry_sdk::Resource;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;

use super::llm_log::Drops;
use super::random;
use super::trace_context::Context;
use crate::secret::Secret;
use attributes::Apart;
use metrics::Metrics;
use sender::{Source, limit};
use spans::Spans;

pub(super) use attributes::Ended;
pub(super) use logs::LogRecords;

/// Where spans and metrics are sent.
#[derive(Debug)]
pub struct OtlpSettings {
    /// The URL below which `v1/traces` and `v1/metrics` are; `None`: what `OTEL_EXPORTER_OTLP_ENDPOINT` and its kin say.
    pub endpoint: Option<Secret>,
    /// Headers of each export, beside those of `OTEL_EXPORTER_OTLP_HEADERS`.
    pub headers: Vec<(&'static str, Secret)>,
    /// Of how many calls without a context spans are sent, from 0 to 1. Those with one go by what it says.
    pub sample: f64,
    /// How often metrics are sent.
    pub interval: Duration,
}

impl OtlpSettings {
    /// What stands where the gateway file says nothing.
    #[must_use]
    pub fn new() -> Self {
        Self { endpoint: None, headers: Vec::new(), sample: 1.0, interval: Duration::from_secs(60) }
    }
}

impl Default for OtlpSettings {
    fn default() -> Self {
        Self::new()
    }
}

/// What was not sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Dropped {
    /// Why: `queue` where there was no room, `export` where it was not taken.
    pub(crate) why: &'static str,
}

impl Dropped {
    /// Each that there is, so that none appears first when something was lost.
    pub(super) const ALL: [Self; 2] = [Self { why: "queue" }, Self { why: "export" }];
}

/// What a gateway's exports have not told, counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Untold {
    /// Calls whose spans were not sent.
    pub(super) spans: Family<Dropped, Counter>,
    /// Exports of metrics that failed.
    pub(super) metrics: Counter,
}

/// The exports of a gateway.
pub(crate) struct Otlp {
    spans: Spans,
    metrics: Metrics,
    sample: f64,
}

impl fmt::Debug for Otlp {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Otlp")
    }
}

/// The spans of one call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Traced {
    pub(super) context: Context,
    /// Of the caller's span, if it bears a context.
    pub(super) parent: Option<u64>,
    /// Of the span of the exchange with the backend; that of the context is the call's own.
    pub(super) exchange: u64,
}

/// What a call's bytes are written to before they go anywhere.
#[derive(Default)]
struct Scratch {
    apart: Apart,
    spans: Vec<u8>,
}

thread_local! {
    /// Used again for each call.
    static SCRATCH: Cell<Scratch> = Cell::default();
}

impl Otlp {
    /// Begins to export. Needs a tokio runtime.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the settings.
    pub(super) fn start(name: &'static str, settings: &OtlpSettings, untold: Untold) -> Result<Self, String> {
        has_runtime()?;
        let source = Source::new(&resource(name));
        let wrong = |error: opentelemetry_otlp::ExporterBuildError| format!("telemetry by OTLP: {error}");
        let spans = sender::span_exporter(settings, limit("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT")).map_err(wrong)?;
        let metrics = sender::metric_exporter(settings, limit("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT")).map_err(wrong)?;
        Ok(Self {
            spans: Spans::start(spans, source.clone(), untold.spans),
            metrics: Metrics::start(metrics, source, settings.interval, untold.metrics),
            sample: settings.sample,
        })
    }

    /// Begins to send records of the log of calls of models.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the settings.
    pub(super) fn log_records(
        name: &'static str,
        settings: &OtlpSettings,
        dropped: Drops,
    ) -> Result<LogRecords, String> {
        has_runtime()?;
        let limit = limit("OTEL_EXPORTER_OTLP_LOGS_TIMEOUT");
        let exporter = sender::log_exporter(settings, limit).map_err(|error| format!("logs by OTLP: {error}"))?;
        Ok(LogRecords::start(exporter, limit, &resource(name), dropped))
    }

    /// Begins the spans of a call: in the trace of its caller, or in one of its own. The backend is told of it.
    pub(crate) fn begin(&self, came: Option<Context>, headers: &mut HeaderMap) -> Traced {
        let [high, low] = random();
        let [own, exchange] = random().map(|id| id.max(1));
        let (trace, sampled) = match came {
            Some(context) => (context.trace, context.sampled),
            None => {
                // The lower half is what samplers by ratio look at.
                let sampled = (low >> 11) as f64 / ((1_u64 << 53) as f64) < self.sample;
                (u128::from(high.max(1)) << 64 | u128::from(low), sampled)
            }
        };
        Context { trace, span: exchange, sampled }.set(headers);
        let context = Context { trace, span: own, sampled };
        Traced { context, parent: came.map(|came| came.span), exchange }
    }

    /// Tells of a call that has ended.
    pub(super) fn ended(&self, ended: &Ended<'_>) {
        // A thread that ends has nothing left to use again.
        let mut scratch = SCRATCH.try_with(Cell::take).unwrap_or_default();
        ended.apart(&mut scratch.apart);
        self.metrics.count(ended, &scratch.apart);
        if ended.trace.context.sampled {
            scratch.spans.clear();
            ended.spans(&scratch.apart, &mut scratch.spans);
            self.spans.add(&scratch.spans);
            scratch.spans.shrink_to(spans::LARGE);
        }
        let _ = SCRATCH.try_with(|kept| kept.set(scratch));
    }

    /// Sends what is there still, for two seconds at most.
    pub(crate) async fn flush(&self) {
        let both = async { tokio::join!(self.spans.flush(), self.metrics.flush()) };
        let _ = tokio::time::timeout(Duration::from_secs(2), both).await;
    }
}

/// That there is what exports are sent by.
fn has_runtime() -> Result<(), String> {
    tokio::runtime::Handle::try_current().map(drop).map_err(|_| "exports need a tokio runtime".to_owned())
}

/// Who tells: `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` go before the gateway's own name.
fn resource(name: &'static str) -> Resource {
    let told = std::env::var("OTEL_SERVICE_NAME").is_ok_and(|name| !name.is_empty())
        || std::env::var("OTEL_RESOURCE_ATTRIBUTES").is_ok_and(|said| said.contains("service.name="));
    let resource = Resource::builder();
    if told { resource.build() } else { resource.with_service_name(name).build() }
}
