//! How exports are sent: by the gateway's own client.
//!
//! The exporters of OpenTelemetry's SDK know the URL, the headers, how long and how often it is tried. What they send of spans and
//! metrics is written elsewhere: they are given nothing to export, and the request that they make of it gets its body here.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{
    ExporterBuildError, LogExporter, MetricExporter, OTEL_EXPORTER_OTLP_TIMEOUT, OTEL_EXPORTER_OTLP_TIMEOUT_DEFAULT,
    SpanExporter, WithExportConfig, WithHttpConfig,
};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::metrics::Temporality;
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::exporter::PushMetricExporter as _;
use opentelemetry_sdk::trace::SpanExporter as _;

use super::OtlpSettings;
use super::wire::{Value, bytes, key_value, length, message, sized};
use crate::upstream::{Ask, ServerUrl, fetch};

/// How long an export takes at most, all its tries together: what the environment says of the signal (the variable's name is given)
/// or of all, in milliseconds, else 10 s. No time at all is none that is said.
pub(super) fn limit(of_signal: &str) -> Duration {
    limit_by(of_signal, |name| std::env::var(name).ok())
}

fn limit_by(of_signal: &str, variable: impl Fn(&str) -> Option<String>) -> Duration {
    let said = |name: &str| variable(name)?.parse().ok().filter(|said| *said > 0).map(Duration::from_millis);
    said(of_signal).or_else(|| said(OTEL_EXPORTER_OTLP_TIMEOUT)).unwrap_or(OTEL_EXPORTER_OTLP_TIMEOUT_DEFAULT)
}

/// Ends an export that takes too long: the SDK begins no further try then, but waits for the one that it has begun.
pub(super) async fn within(limit: Duration, export: impl Future<Output = OTelSdkResult>) -> OTelSdkResult {
    tokio::time::timeout(limit, export).await.unwrap_or(Err(OTelSdkError::Timeout(limit)))
}

/// What sends spans.
pub(super) fn span_exporter(
    settings: &OtlpSettings,
    limit: Duration,
) -> Result<Written<SpanExporter>, ExporterBuildError> {
    written(SpanExporter::builder().with_http(), settings, "/v1/traces", limit, |builder| builder.build())
}

/// What sends metrics.
pub(super) fn metric_exporter(
    settings: &OtlpSettings,
    limit: Duration,
) -> Result<Written<MetricExporter>, ExporterBuildError> {
    written(MetricExporter::builder().with_http(), settings, "/v1/metrics", limit, |builder| builder.build())
}

/// What sends records of logs.
pub(super) fn log_exporter(settings: &OtlpSettings, limit: Duration) -> Result<LogExporter, ExporterBuildError> {
    let sender = Sender { server: Arc::default(), body: None };
    configured(LogExporter::builder().with_http(), settings, "/v1/logs", limit, sender).build()
}

fn written<B: WithExportConfig + WithHttpConfig, E>(
    builder: B,
    settings: &OtlpSettings,
    path: &str,
    limit: Duration,
    build: impl FnOnce(B) -> Result<E, ExporterBuildError>,
) -> Result<Written<E>, ExporterBuildError> {
    let body = Arc::<Mutex<Bytes>>::default();
    let sender = Sender { server: Arc::default(), body: Some(body.clone()) };
    Ok(Written { exporter: build(configured(builder, settings, path, limit, sender))?, body, limit })
}

fn configured<B: WithExportConfig + WithHttpConfig>(
    builder: B,
    settings: &OtlpSettings,
    path: &str,
    limit: Duration,
    sender: Sender,
) -> B {
    let headers: HashMap<String, String> =
        settings.headers.iter().map(|(name, value)| ((*name).to_owned(), value.expose().to_owned())).collect();
    let builder = builder.with_http_client(sender).with_headers(headers).with_timeout(limit);
    match &settings.endpoint {
        Some(endpoint) => builder.with_endpoint(format!("{}{path}", endpoint.expose().trim_end_matches('/'))),
        None => builder,
    }
}

/// An exporter that sends what is written already.
pub(super) struct Written<E> {
    exporter: E,
    body: Arc<Mutex<Bytes>>,
    limit: Duration,
}

impl<E> Written<E> {
    /// Sets what is sent next.
    fn set(&self, body: Vec<u8>) {
        *self.body.lock().unwrap_or_else(PoisonError::into_inner) = body.into();
    }
}

impl Written<SpanExporter> {
    /// Sends an `ExportTraceServiceRequest`; no two at once.
    pub(super) async fn send(&self, request: Vec<u8>) -> OTelSdkResult {
        self.set(request);
        let sent = within(self.limit, self.exporter.export(Vec::new())).await;
        self.set(Vec::new());
        sent
    }
}

impl Written<MetricExporter> {
    /// Sends an `ExportMetricsServiceRequest`; no two at once.
    pub(super) async fn send(&self, request: Vec<u8>) -> OTelSdkResult {
        self.set(request);
        let sent = within(self.limit, self.exporter.export(&ResourceMetrics::default())).await;
        self.set(Vec::new());
        sent
    }

    /// Whether an export tells what was measured since the one before, and not since the beginning.
    pub(super) fn is_delta(&self) -> bool {
        // Who wants little memory used wants that of histograms.
        matches!(self.exporter.temporality(), Temporality::Delta | Temporality::LowMemory)
    }
}

/// Who tells, as it stands in each request.
#[derive(Clone)]
pub(super) struct Source {
    /// The resource and the URL of its schema.
    resource: Vec<u8>,
    /// The scope.
    scope: Vec<u8>,
}

impl Source {
    pub(super) fn new(resource: &Resource) -> Self {
        let (mut told, mut scope) = (Vec::new(), Vec::new());
        message(&mut told, 1, |to| {
            for (name, value) in resource {
                key_value(to, 1, name.as_str(), Value::Text(&value.as_str()));
            }
        });
        if let Some(schema) = resource.schema_url() {
            bytes(&mut told, 3, schema.as_bytes());
        }
        message(&mut scope, 1, |to| bytes(to, 1, b"gatewright"));
        Self { resource: told, scope }
    }

    /// A request with spans, or metrics, that are written as fields of their scope: for all signals, requests look alike.
    pub(super) fn request(&self, told: &[u8]) -> Vec<u8> {
        let of_scope = self.scope.len() + told.len();
        let of_resource = self.resource.len() + sized(of_scope);
        let mut to = Vec::with_capacity(sized(of_resource));
        length(&mut to, 1, of_resource);
        to.extend_from_slice(&self.resource);
        length(&mut to, 2, of_scope);
        to.extend_from_slice(&self.scope);
        to.extend_from_slice(told);
        to
    }
}

/// The client of one signal.
struct Sender {
    server: Arc<OnceLock<ServerUrl>>,
    /// What is sent, in place of what the exporter has made.
    body: Option<Arc<Mutex<Bytes>>>,
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("Sender")
    }
}

impl HttpClient for Sender {
    fn send_bytes<'s, 'f>(
        &'s self,
        mut request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'f>>
    where
        's: 'f,
        Self: 'f,
    {
        if let Some(body) = &self.body {
            *request.body_mut() = body.lock().unwrap_or_else(PoisonError::into_inner).clone();
        }
        Box::pin(send(self.server.clone(), request))
    }
}

async fn send(server: Arc<OnceLock<ServerUrl>>, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
    let (head, body) = request.into_parts();
    if server.get().is_none() {
        let (scheme, authority) =
            (head.uri.scheme_str().unwrap_or("http"), head.uri.authority().map_or("", |name| name.as_str()));
        let _ = server.set(ServerUrl::parse(&format!("{scheme}://{authority}"), None)?);
    }
    let server = server.get().ok_or("no server")?;
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let headers = head.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    Ok(fetch(server, Ask { method: head.method, target, headers, body }).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_signal_goes_before_what_is_said_of_all() {
        for (of_signal, of_all, seconds) in [
            (Some("1000"), Some("2000"), 1),
            (None, Some("2000"), 2),
            (Some("soon"), Some("2000"), 2),
            (Some("0"), None, 10),
            (None, None, 10),
        ] {
            let said = |name: &str| if name == "OF_SIGNAL" { of_signal } else { of_all };
            let limit = limit_by("OF_SIGNAL", |name| said(name).map(str::to_owned));
            assert_eq!(limit, Duration::from_secs(seconds), "{of_signal:?} {of_all:?}");
        }
    }
}
