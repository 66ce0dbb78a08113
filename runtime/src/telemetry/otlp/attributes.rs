//! What is told of a call, by the names that OpenTelemetry's conventions have.

use std::borrow::Cow;
use std::time::Duration;

use http::{Method, StatusCode};
use opentelemetry::trace::{SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};

use super::Traced;
use crate::fault::Dialect;
use crate::llm::usage::Usage;
use crate::telemetry::pace::Pace;

/// A call that has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) trace: Traced,
    pub(crate) duration: Duration,
    pub(crate) request_id: String,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) api: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) dialect: Option<Dialect>,
    pub(crate) subscription: Option<String>,
    pub(crate) backend: Option<&'static str>,
    pub(crate) attempts: u32,
    /// From the call's beginning to that of the last attempt.
    pub(crate) attempt_after: Option<Duration>,
    pub(crate) upstream_status: Option<StatusCode>,
    pub(crate) stream: bool,
    pub(crate) model: Option<String>,
    pub(crate) usage: Option<Usage>,
    /// Whether the gateway has counted it, since nobody reported it.
    pub(crate) estimated: bool,
    pub(crate) pace: Option<Pace>,
    pub(crate) error: Option<&'static str>,
    pub(crate) ended_by: Option<&'static str>,
}

impl Ended {
    /// The spans: that of the call, and below it that of the exchange with the backend, if there was one.
    pub(crate) fn spans(&self) -> Vec<SpanData> {
        let mut spans = vec![self.of_call()];
        if let Some(backend) = self.backend {
            spans.push(self.of_exchange(backend));
        }
        spans
    }

    fn of_call(&self) -> SpanData {
        let mut attributes = self.of_request();
        attributes.push(KeyValue::new("url.path", self.path.clone()));
        attributes.push(KeyValue::new("gatewright.request_id", self.request_id.clone()));
        if let Some(subscription) = &self.subscription {
            attributes.push(KeyValue::new("gatewright.subscription", subscription.clone()));
        }
        if let Some(by) = self.ended_by {
            attributes.push(KeyValue::new("gatewright.ended_by", by));
        }
        let name = if self.operation.is_empty() {
            self.method.to_string().into()
        } else {
            Cow::Owned(format!("{} {}", self.method, self.operation))
        };
        // A caller's mistake is no error of the server's.
        let failed = self.status >= 500 || self.ended_by.is_some_and(|by| by != "client");
        let kind = SpanKind::Server;
        self.span(self.trace.context.span, self.trace.parent, name, kind, Duration::ZERO, attributes, failed)
    }

    fn of_exchange(&self, backend: &'static str) -> SpanData {
        let model = self.usage.is_some() || self.model.is_some();
        let mut attributes = if model { self.of_model() } else { Vec::new() };
        attributes.push(KeyValue::new("gatewright.backend", backend));
        attributes.push(KeyValue::new("gatewright.attempts", i64::from(self.attempts)));
        if let Some(status) = self.upstream_status {
            attributes.push(KeyValue::new("http.response.status_code", i64::from(status.as_u16())));
        }
        if let Some(usage) = &self.usage {
            let counts = [
                ("gen_ai.usage.input_tokens", usage.prompt_tokens),
                ("gen_ai.usage.output_tokens", usage.completion_tokens),
                ("gen_ai.usage.cache_read.input_tokens", usage.cached_tokens),
                ("gen_ai.usage.cache_creation.input_tokens", usage.cache_write_tokens),
            ];
            let known = counts.into_iter().filter_map(|(name, count)| Some((name, i64::try_from(count?).ok()?)));
            attributes.extend(known.map(|(name, count)| KeyValue::new(name, count)));
            attributes.extend(self.mark());
        }
        if let Some(pace) = self.pace {
            attributes.push(KeyValue::new("gen_ai.response.time_to_first_chunk", pace.first.as_secs_f64()));
        }
        if model && self.stream {
            attributes.push(KeyValue::new("gen_ai.request.stream", true));
        }
        let failed =
            self.upstream_status.is_none_or(|status| status.as_u16() >= 400) || self.ended_by == Some("upstream");
        let name = match &self.model {
            Some(model) => Cow::Owned(format!("{} {model}", operation(&self.path))),
            None if model => Cow::Borrowed(operation(&self.path)),
            None => self.method.to_string().into(),
        };
        let after = self.attempt_after.unwrap_or_default();
        self.span(self.trace.exchange, Some(self.trace.context.span), name, SpanKind::Client, after, attributes, failed)
    }

    #[expect(clippy::too_many_arguments, reason = "what two spans differ in")]
    fn span(
        &self,
        id: u64,
        parent: Option<u64>,
        name: Cow<'static, str>,
        span_kind: SpanKind,
        after: Duration,
        mut attributes: Vec<KeyValue>,
        failed: bool,
    ) -> SpanData {
        let Traced { context, began, .. } = self.trace;
        let flags = if context.sampled { TraceFlags::SAMPLED } else { TraceFlags::NOT_SAMPLED };
        let trace = TraceId::from_bytes(context.trace.to_be_bytes());
        let span_id = |id: u64| SpanId::from_bytes(id.to_be_bytes());
        let status = if failed {
            let code = self.error.map_or_else(|| self.status.to_string(), str::to_owned);
            attributes.push(KeyValue::new("error.type", code.clone()));
            Status::error(code)
        } else {
            Status::Unset
        };
        SpanData {
            span_context: SpanContext::new(trace, span_id(id), flags, false, TraceState::NONE),
            parent_span_id: parent.map_or(SpanId::INVALID, span_id),
            parent_span_is_remote: parent.is_some() && span_kind == SpanKind::Server,
            span_kind,
            name,
            start_time: began + after,
            end_time: began + self.duration,
            attributes,
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links: SpanLinks::default(),
            status,
            instrumentation_scope: InstrumentationScope::builder("gatewright").build(),
        }
    }

    /// What every call is told apart by: names of the gateway file and the spec, and the status.
    pub(crate) fn of_request(&self) -> Vec<KeyValue> {
        vec![
            KeyValue::new("http.request.method", self.method.as_str().to_owned()),
            KeyValue::new("http.response.status_code", i64::from(self.status)),
            KeyValue::new("gatewright.api", self.api),
            KeyValue::new("gatewright.operation", self.operation),
        ]
    }

    /// What marks tokens that nobody reported.
    pub(crate) fn mark(&self) -> Option<KeyValue> {
        self.estimated.then(|| KeyValue::new("gatewright.estimated", true))
    }

    /// What calls of models are told apart by.
    pub(crate) fn of_model(&self) -> Vec<KeyValue> {
        let mut attributes = vec![
            KeyValue::new("gen_ai.operation.name", operation(&self.path)),
            KeyValue::new("gatewright.api", self.api),
            KeyValue::new("gatewright.operation", self.operation),
        ];
        let provider = match self.dialect {
            Some(Dialect::OpenAi) => Some("openai"),
            Some(Dialect::AzureOpenAi) => Some("azure.ai.openai"),
            Some(Dialect::Anthropic) => Some("anthropic"),
            Some(Dialect::Problem) | None => None,
        };
        let provider = if operation(&self.path) == "generate_content" { Some("gcp.gemini") } else { provider };
        attributes.extend(provider.map(|provider| KeyValue::new("gen_ai.provider.name", provider)));
        attributes.extend(self.model.clone().map(|model| KeyValue::new("gen_ai.request.model", model)));
        attributes
    }
}

/// What a call of a model does, by the path that is called.
fn operation(path: &str) -> &'static str {
    let path = path.trim_end_matches('/');
    match path.rsplit(['/', ':']).next().unwrap_or_default() {
        "embeddings" | "embedContent" | "batchEmbedContents" => "embeddings",
        "generateContent" | "streamGenerateContent" => "generate_content",
        "completions" if !path.ends_with("/chat/completions") => "text_completion",
        _ => "chat",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_follows_from_the_path() {
        for (path, done) in [
            ("/v1/chat/completions", "chat"),
            ("/v1/completions", "text_completion"),
            ("/v1/embeddings/", "embeddings"),
            ("/models/m:streamGenerateContent", "generate_content"),
            ("/v1/messages", "chat"),
            ("/v1/responses", "chat"),
        ] {
            assert_eq!(operation(path), done, "{path}");
        }
    }
}
