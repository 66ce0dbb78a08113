//! How exports are sent: by the gateway's own client, on its own runtime.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::{Request, Response};
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{
    ExporterBuildError, LogExporter, MetricExporter, SpanExporter, WithExportConfig, WithHttpConfig,
};
use tokio::runtime::Handle;

use super::OtlpSettings;
use crate::upstream::{Ask, ServerUrl, fetch};

/// What sends spans.
pub(super) fn span_exporter(settings: &OtlpSettings, runtime: &Handle) -> Result<SpanExporter, ExporterBuildError> {
    configured(SpanExporter::builder().with_http(), settings, "/v1/traces", runtime).build()
}

/// What sends metrics.
pub(super) fn metric_exporter(settings: &OtlpSettings, runtime: &Handle) -> Result<MetricExporter, ExporterBuildError> {
    configured(MetricExporter::builder().with_http(), settings, "/v1/metrics", runtime).build()
}

/// What sends records of logs.
pub(super) fn log_exporter(settings: &OtlpSettings, runtime: &Handle) -> Result<LogExporter, ExporterBuildError> {
    configured(LogExporter::builder().with_http(), settings, "/v1/logs", runtime).build()
}

fn configured<B: WithExportConfig + WithHttpConfig>(
    builder: B,
    settings: &OtlpSettings,
    path: &str,
    runtime: &Handle,
) -> B {
    let headers: HashMap<String, String> =
        settings.headers.iter().map(|(name, value)| ((*name).to_owned(), value.expose().to_owned())).collect();
    let builder = builder.with_http_client(Sender { runtime: runtime.clone(), server: Arc::default() });
    let builder = builder.with_headers(headers);
    match &settings.endpoint {
        Some(endpoint) => builder.with_endpoint(format!("{}{path}", endpoint.expose().trim_end_matches('/'))),
        None => builder,
    }
}

/// One for each signal, which all have one server.
struct Sender {
    runtime: Handle,
    server: Arc<OnceLock<ServerUrl>>,
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("Sender")
    }
}

impl HttpClient for Sender {
    fn send_bytes<'s, 'f>(
        &'s self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'f>>
    where
        's: 'f,
        Self: 'f,
    {
        // Metrics are sent from a thread that is none of the runtime's.
        let sent = self.runtime.spawn(send(self.server.clone(), request));
        Box::pin(async move { sent.await? })
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
