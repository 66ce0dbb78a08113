//! Spans and metrics of calls, sent by OTLP (protobuf over HTTP), by the GenAI conventions of OpenTelemetry.
//!
//! A call never waits for it: what it has to tell goes into a queue of bounded length, or is dropped and counted. No query,
//! no header and no body is told.

mod attributes;
mod logs;
mod metrics;
mod sender;
mod spans;

use std::fmt;
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use opentelemetry_sdk::Resource;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;

use super::llm_log::Drops;
use super::random;
use super::trace_context::Context;
use crate::secret::Secret;
use metrics::Metrics;
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
    pub(super) began: SystemTime,
}

impl Otlp {
    /// Begins to export. Needs a tokio runtime.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the settings.
    pub(super) fn start(
        name: &'static str,
        settings: &OtlpSettings,
        dropped: &Family<Dropped, Counter>,
    ) -> Result<Self, String> {
        let handle = tokio::runtime::Handle::try_current().map_err(|_| "exports need a tokio runtime".to_owned())?;
        let resource = resource(name);
        let wrong = |error: opentelemetry_otlp::ExporterBuildError| format!("telemetry by OTLP: {error}");
        let spans = sender::span_exporter(settings, &handle).map_err(wrong)?;
        let metrics = sender::metric_exporter(settings, &handle).map_err(wrong)?;
        Ok(Self {
            spans: Spans::start(spans, &resource, dropped.clone()),
            metrics: Metrics::start(metrics, resource, settings.interval),
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
        let handle = tokio::runtime::Handle::try_current().map_err(|_| "exports need a tokio runtime".to_owned())?;
        let exporter = sender::log_exporter(settings, &handle).map_err(|error| format!("logs by OTLP: {error}"))?;
        Ok(LogRecords::start(exporter, &resource(name), dropped))
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
        Traced { context, parent: came.map(|came| came.span), exchange, began: SystemTime::now() }
    }

    /// Tells of a call that has ended.
    pub(super) fn ended(&self, ended: Ended) {
        self.metrics.count(&ended);
        if ended.trace.context.sampled {
            self.spans.send(ended);
        }
    }

    /// Sends what is there still, for two seconds at most.
    pub(crate) async fn flush(&self) {
        let _ = tokio::time::timeout(Duration::from_secs(2), async {
            self.spans.flush().await;
            self.metrics.flush().await;
        })
        .await;
    }
}

/// Who tells: `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` go before the gateway's own name.
fn resource(name: &'static str) -> Resource {
    let told = std::env::var("OTEL_SERVICE_NAME").is_ok_and(|name| !name.is_empty())
        || std::env::var("OTEL_RESOURCE_ATTRIBUTES").is_ok_and(|said| said.contains("service.name="));
    let resource = Resource::builder();
    if told { resource.build() } else { resource.with_service_name(name).build() }
}
