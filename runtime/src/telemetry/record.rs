//! What is known of one call, written once: when its answer's body has ended, or when nobody waits for it any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime};

use http::{HeaderValue, Method, StatusCode, Uri, header, request};

use super::metrics::{BrokenOff, Called, Failed, Refused, Retried, Shared};
use crate::body::Response;
use crate::fault::Fault;
use crate::llm::interruption::INTERRUPTED;
use crate::llm::usage::Usage;
use crate::multipart::Findings;
use crate::operation::Operation;
use crate::store::{Meter, Place};
use crate::subscription::Subscriber;
use crate::text::{integer, json_string, timestamp};
use crate::upstream::Cut;

/// Who ended a call before its answer was whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EndedBy {
    Client,
    Upstream,
    Gateway,
}

impl EndedBy {
    fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Upstream => "upstream",
            Self::Gateway => "gateway",
        }
    }
}

/// A member's name in a line, with all that stands around it: written at once.
macro_rules! key {
    ($name:literal) => {
        concat!(",\"", $name, "\":")
    };
}

/// The bytes that policies may add to a line of the log.
const MOST_TRACED: usize = 16 << 10;

/// The record of a call. It writes itself when it is dropped.
#[derive(Debug)]
pub struct Record {
    telemetry: Shared,
    pub(crate) began: Instant,
    time: SystemTime,
    pub(crate) request_id: HeaderValue,
    pub(crate) method: Method,
    uri: Uri,
    /// Of a request without a route.
    pub(crate) api: Option<&'static str>,
    operation: Option<&'static Operation>,
    /// The index of the route that led to it.
    route: Option<usize>,
    pub(crate) subscription: Option<Arc<Subscriber>>,
    status: Option<StatusCode>,
    backend: Option<&'static str>,
    attempts: u32,
    attempt_began: Option<Instant>,
    upstream_status: Option<StatusCode>,
    upstream_micros: Option<u64>,
    /// Why the last attempt got no answer.
    upstream_cause: Option<&'static str>,
    /// The attempts before the last.
    earlier: Vec<Attempt>,
    pub(crate) bytes_in: Arc<AtomicU64>,
    pub(crate) bytes_out: u64,
    stream: bool,
    pub(crate) unknown_values: u32,
    pub(crate) usage: Option<Usage>,
    /// Events of the answer that have passed.
    pub(crate) events: Option<u64>,
    violations: usize,
    /// Of a body that is checked as it streams.
    pub(crate) findings: Option<Arc<Findings>>,
    code: Option<&'static str>,
    detail: Option<String>,
    /// What policies had to say, as JSON objects with commas between them.
    traces: String,
    /// Until the answer's body has ended, it is the client that leaves.
    ended_by: Option<EndedBy>,
    /// Held until now.
    pub(crate) places: Vec<Place>,
    /// What wants to know how many bytes there were.
    pub(crate) meters: Vec<Meter>,
}

impl Record {
    pub(crate) fn begin(telemetry: Shared, request_id: HeaderValue, head: &request::Parts) -> Box<Self> {
        telemetry.metrics.in_flight.inc();
        Box::new(Self {
            telemetry,
            began: Instant::now(),
            time: SystemTime::now(),
            request_id,
            method: head.method.clone(),
            uri: head.uri.clone(),
            api: None,
            operation: None,
            route: None,
            subscription: None,
            status: None,
            backend: None,
            attempts: 0,
            attempt_began: None,
            upstream_status: None,
            upstream_micros: None,
            upstream_cause: None,
            earlier: Vec::new(),
            bytes_in: Arc::default(),
            bytes_out: 0,
            stream: false,
            unknown_values: 0,
            usage: None,
            events: None,
            violations: 0,
            findings: None,
            code: None,
            detail: None,
            traces: String::new(),
            ended_by: Some(EndedBy::Client),
            places: Vec::new(),
            meters: Vec::new(),
        })
    }

    /// Notes where the call leads: the route's index, and its operation.
    pub(crate) fn routed(&mut self, route: usize, operation: &'static Operation) {
        self.route = Some(route);
        self.operation = Some(operation);
    }

    pub(crate) fn upstream_began(&mut self, backend: &'static str, now: Instant) {
        if let Some(before) = self.backend {
            self.retried(before);
        }
        self.backend = Some(backend);
        self.attempts += 1;
        self.attempt_began = Some(now);
    }

    /// Whether an attempt was made at this backend.
    pub(crate) fn has_tried(&self, backend: &str) -> bool {
        self.backend == Some(backend) || self.earlier.iter().any(|attempt| attempt.backend == backend)
    }

    pub(crate) fn upstream_answered(&mut self, status: StatusCode) {
        self.upstream_status = Some(status);
        self.upstream_micros = self.attempt_began.map(micros_since);
    }

    /// Keeps what came of the attempt before another one.
    #[cold]
    fn retried(&mut self, backend: &'static str) {
        let (status, cause) = (self.upstream_status.take(), self.upstream_cause.take());
        let label = status.map_or(cause.unwrap_or_default().to_owned(), |status| status.as_u16().to_string());
        self.telemetry.metrics.upstream_retries.get_or_create(&Retried { backend, cause: label }).inc();
        self.earlier.push(Attempt { backend, status, cause, micros: self.upstream_micros.take() });
    }

    pub(crate) fn upstream_failed(&mut self, cause: &'static str) {
        self.upstream_cause = Some(cause);
        self.upstream_micros = self.attempt_began.map(micros_since);
        let backend = self.backend.unwrap_or_default();
        self.telemetry.metrics.upstream_failures.get_or_create(&Failed { backend, cause }).inc();
    }

    /// Notes a body that breaks the contract.
    pub(crate) fn violated(&mut self, fault: &Fault) {
        self.violations += fault.cause().violations.len().max(1);
        self.code = Some(fault.code());
        self.telemetry.metrics.violations.get_or_create(&self.called()).inc();
    }

    /// Takes over what the check of a streamed body found.
    fn settle(&mut self) {
        let Some(findings) = self.findings.take() else { return };
        self.unknown_values += findings.unknown_values.load(Ordering::Relaxed);
        let violations = findings.violations.load(Ordering::Relaxed);
        if violations > 0 {
            self.violations += violations;
            self.code = self.code.or(findings.code.get().copied());
            self.telemetry.metrics.violations.get_or_create(&self.called()).inc();
        }
    }

    /// Notes what a policy has to say, as a JSON object. Beyond 16 KiB nothing more is kept.
    pub(crate) fn traced(&mut self, json: &str) {
        if self.traces.len() + json.len() > MOST_TRACED {
            return;
        }
        if !self.traces.is_empty() {
            self.traces.push(',');
        }
        self.traces.push_str(json);
    }

    /// Notes the fault that ended the call.
    pub(crate) fn failed(&mut self, fault: &Fault) {
        self.code = Some(fault.code());
        self.detail = fault.cause().detail.clone();
        if fault.cause().source == "subscription" {
            let api = self.called().api;
            self.telemetry.metrics.refused_keys.get_or_create(&Refused { api, code: fault.code() }).inc();
        }
    }

    /// Notes the answer's head.
    pub(crate) fn answered(&mut self, response: &Response) {
        self.status = Some(response.status());
        let media_type = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
        self.stream = media_type.is_some_and(|value| value.starts_with(b"text/event-stream"));
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status.unwrap_or(StatusCode::OK)
    }

    /// Notes that the answer's body is whole.
    pub(crate) fn completed(&mut self) {
        self.ended_by = None;
    }

    /// Notes that the answer's body broke off. `detail` is for the log.
    pub(crate) fn broke_off(&mut self, by: EndedBy, code: &'static str, detail: String) {
        self.ended_by = Some(by);
        self.code = Some(code);
        self.detail = Some(detail);
    }

    /// Notes that the backend began an answer and didn't end it.
    pub(crate) fn cut(&mut self, cut: &Cut) {
        self.broke_off(EndedBy::Upstream, INTERRUPTED, cut.to_string());
        let (backend, cause) = (self.backend.unwrap_or_default(), cut.cause());
        self.telemetry.metrics.upstream_failures.get_or_create(&Failed { backend, cause }).inc();
    }

    fn called(&self) -> Called {
        match self.operation {
            Some(operation) => Called { api: operation.api.name, operation: operation.id },
            None => Called { api: self.api.unwrap_or_default(), operation: "" },
        }
    }

    fn line(&self, to: &mut String, status: u16, duration_micros: u64) {
        to.push_str("{\"time\":\"");
        timestamp(to, self.time);
        to.push('"');
        let called = self.called();
        text(to, key!("request_id"), self.request_id.to_str().unwrap_or_default());
        if !called.api.is_empty() {
            text(to, key!("api"), called.api);
        }
        if !called.operation.is_empty() {
            text(to, key!("operation"), called.operation);
        }
        text(to, key!("method"), self.method.as_str());
        text(to, key!("path"), self.uri.path());
        number(to, key!("status"), u64::from(status));
        millis(to, key!("duration_ms"), duration_micros);
        if let Some(backend) = self.backend {
            text(to, key!("backend"), backend);
            number(to, key!("attempts"), u64::from(self.attempts));
        }
        self.earlier_attempts(to);
        if let Some(status) = self.upstream_status {
            number(to, key!("upstream_status"), u64::from(status.as_u16()));
        }
        if let Some(micros) = self.upstream_micros {
            millis(to, key!("upstream_ms"), micros);
        }
        number(to, key!("bytes_in"), self.bytes_in.load(Ordering::Relaxed));
        number(to, key!("bytes_out"), self.bytes_out);
        to.push_str(if self.stream { ",\"stream\":true" } else { ",\"stream\":false" });
        if let Some(events) = self.events {
            number(to, key!("events"), events);
        }
        if let Some(subscription) = &self.subscription {
            text(to, key!("subscription"), &subscription.id);
        }
        if self.unknown_values > 0 {
            number(to, key!("unknown_values"), u64::from(self.unknown_values));
        }
        if let Some(usage) = &self.usage {
            for (key, count) in [
                (key!("prompt_tokens"), usage.prompt_tokens),
                (key!("completion_tokens"), usage.completion_tokens),
                (key!("total_tokens"), usage.total_tokens),
            ] {
                if let Some(count) = count {
                    number(to, key, count);
                }
            }
        }
        if self.violations > 0 {
            number(to, key!("violations"), self.violations as u64);
        }
        if let Some(code) = self.code {
            text(to, key!("error"), code);
        }
        if !self.traces.is_empty() {
            to.push_str(key!("traces"));
            to.push('[');
            to.push_str(&self.traces);
            to.push(']');
        }
        if let Some(detail) = &self.detail {
            text(to, key!("detail"), detail);
        }
        if let Some(by) = self.ended_by {
            text(to, key!("ended_by"), by.name());
        }
        to.push_str("}\n");
    }
}

/// An attempt at a backend that was not the last.
#[derive(Debug)]
struct Attempt {
    backend: &'static str,
    status: Option<StatusCode>,
    cause: Option<&'static str>,
    micros: Option<u64>,
}

impl Record {
    fn earlier_attempts(&self, to: &mut String) {
        for (index, attempt) in self.earlier.iter().enumerate() {
            to.push_str(if index == 0 { ",\"failed_attempts\":[{\"backend\":" } else { ",{\"backend\":" });
            json_string(to, attempt.backend);
            if let Some(status) = attempt.status {
                number(to, key!("status"), u64::from(status.as_u16()));
            }
            if let Some(cause) = attempt.cause {
                text(to, key!("cause"), cause);
            }
            if let Some(micros) = attempt.micros {
                millis(to, key!("ms"), micros);
            }
            to.push_str(if index + 1 == self.earlier.len() { "}]" } else { "}" });
        }
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        let duration = self.began.elapsed();
        // 499: the client left before there was an answer.
        let status = self.status.map_or(499, |status| status.as_u16());
        self.settle();
        // Before the line: who reads it may call again.
        self.places.clear();
        let bytes = self.bytes_in.load(Ordering::Relaxed).saturating_add(self.bytes_out);
        self.meters.drain(..).for_each(|meter| meter.settle(bytes));
        let metrics = &self.telemetry.metrics;
        metrics.in_flight.dec();
        metrics.ended(self.called(), self.route, status, duration);
        if self.unknown_values > 0 {
            metrics.unknown_values.get_or_create(&self.called()).inc_by(u64::from(self.unknown_values));
        }
        if let Some(usage) = &self.usage {
            metrics.spent(&self.called(), self.route, usage);
        }
        if let Some(by) = self.ended_by {
            let Called { api, operation } = self.called();
            metrics.broken_off.get_or_create(&BrokenOff { api, operation, by: by.name() }).inc();
        }
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        self.telemetry.log.line(|line| self.line(line, status, micros));
    }
}

fn micros_since(instant: Instant) -> u64 {
    u64::try_from(instant.elapsed().as_micros()).unwrap_or(u64::MAX)
}

fn text(to: &mut String, key: &str, value: &str) {
    to.push_str(key);
    json_string(to, value);
}

fn number(to: &mut String, key: &str, value: u64) {
    to.push_str(key);
    integer(to, value);
}

/// Milliseconds with three decimals.
fn millis(to: &mut String, key: &str, micros: u64) {
    to.push_str(key);
    integer(to, micros / 1000);
    to.push('.');
    let fraction = micros % 1000;
    to.push_str(match fraction {
        0..10 => "00",
        10..100 => "0",
        _ => "",
    });
    integer(to, fraction);
}
