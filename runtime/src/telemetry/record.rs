//! What is known of one call, written once: when its answer's body has ended, or when nobody waits for it any more.

mod end;
mod line;
mod llm;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request};

use super::bill::Bill;
use super::given_up::GivenUp;
use super::metrics::{Called, Failed, Refused, Retried, Shared};
#[cfg(feature = "otel")]
use super::otlp::Traced;
use super::pace::Pace;
use super::token_metrics::Emission;
use super::trace_context::Context;
use crate::body::Response;
use crate::call::Consumed;
use crate::fault::Fault;
use crate::llm::interruption::INTERRUPTED;
use crate::llm::{Counts, Tally};
use crate::multipart::Findings;
use crate::operation::Operation;
use crate::price::Prices;
use crate::store::{Meter, Place, Reservation};
use crate::subscription::Subscriber;
use crate::upstream::Cut;
use llm::Kept;

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

/// The bytes that policies may add to a line of the log.
const MOST_TRACED: usize = 16 << 10;

/// How far a record is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The call runs.
    Open,
    /// The call ended after so many microseconds, and its tokens are being counted; then: whether they were.
    Counting { micros: u64, counted: bool },
    /// There is nothing to write: what was here is being counted.
    Moved,
}

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
    /// What the backend is told that the model is, where the gateway has models.
    pub(crate) model_sent: Option<&'static str>,
    /// What it was told in the attempt that has begun.
    model_attempted: Option<&'static str>,
    attempt_began: Option<Instant>,
    upstream_status: Option<StatusCode>,
    upstream_micros: Option<u64>,
    /// Why the last attempt got no answer.
    upstream_cause: Option<&'static str>,
    /// The attempts before the last.
    earlier: Vec<Attempt>,
    /// What answers have used that were given up for another attempt.
    pub(crate) given_up: GivenUp,
    /// What is counted while the bodies pass.
    pub(crate) tally: Arc<Tally>,
    pub(crate) bytes_out: u64,
    stream: bool,
    pub(crate) unknown_values: u32,
    /// What the answer has shown, once it is over.
    counts: Counts,
    /// How far it is written.
    stage: Stage,
    /// Of a stream of tokens, once it is over.
    pace: Option<Pace>,
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
    /// What is held of budgets of tokens until it is known how many there were.
    pub(crate) reservations: Vec<Reservation>,
    /// Where the call stands in a trace, if it bears a context.
    context: Option<Context>,
    /// Its spans, where they are made.
    #[cfg(feature = "otel")]
    trace: Option<Traced>,
    /// The model that was asked, where that is told.
    pub(crate) model: Option<String>,
    /// By which the call came.
    pub(crate) product: Option<&'static str>,
    /// What the log of calls of models is to have.
    kept: Kept,
    /// What it costs.
    pub(crate) bill: Bill,
    /// Who tells how many tokens there were.
    pub(crate) consumed: Vec<Consumed>,
    /// In which metrics the tokens are counted too.
    emissions: Vec<Emission>,
}

impl Record {
    pub(crate) fn begin(telemetry: Shared, request_id: HeaderValue, head: &request::Parts) -> Box<Self> {
        telemetry.metrics.in_flight.inc();
        Box::new(Self::blank(telemetry, request_id, head.method.clone(), head.uri.clone()))
    }

    fn blank(telemetry: Shared, request_id: HeaderValue, method: Method, uri: Uri) -> Self {
        Self {
            telemetry,
            began: Instant::now(),
            time: SystemTime::now(),
            request_id,
            method,
            uri,
            api: None,
            operation: None,
            route: None,
            subscription: None,
            status: None,
            backend: None,
            attempts: 0,
            model_sent: None,
            model_attempted: None,
            attempt_began: None,
            upstream_status: None,
            upstream_micros: None,
            upstream_cause: None,
            earlier: Vec::new(),
            given_up: GivenUp::default(),
            tally: Arc::default(),
            bytes_out: 0,
            stream: false,
            unknown_values: 0,
            counts: Counts::default(),
            stage: Stage::Open,
            pace: None,
            violations: 0,
            findings: None,
            code: None,
            detail: None,
            traces: String::new(),
            ended_by: Some(EndedBy::Client),
            places: Vec::new(),
            meters: Vec::new(),
            reservations: Vec::new(),
            context: None,
            #[cfg(feature = "otel")]
            trace: None,
            model: None,
            product: None,
            kept: Kept::default(),
            bill: Bill::default(),
            consumed: Vec::new(),
            emissions: Vec::new(),
        }
    }

    /// Notes where the call leads: the route's index, and its operation.
    pub(crate) fn routed(&mut self, route: usize, operation: &'static Operation) {
        self.route = Some(route);
        self.operation = Some(operation);
    }

    /// Notes the context that the request came with. Where spans are made, the backend is told of one of them instead.
    #[cfg_attr(not(feature = "otel"), expect(unused_variables, reason = "what came goes on as it is"))]
    pub(crate) fn traced_from(&mut self, context: Option<Context>, headers: &mut HeaderMap) {
        self.context = context;
        #[cfg(feature = "otel")]
        if let Some(otlp) = &self.telemetry.otlp {
            let trace = otlp.begin(context, headers);
            self.context = Some(trace.context);
            self.trace = Some(trace);
        }
    }

    /// Whether it is told which model was asked.
    pub(crate) fn tells_model(&self) -> bool {
        #[cfg(feature = "otel")]
        if self.trace.is_some() {
            return true;
        }
        self.telemetry.llm.is_some()
    }

    pub(crate) fn upstream_began(&mut self, backend: &'static str, now: Instant) {
        if let Some(before) = self.backend {
            self.retried(before);
        }
        self.backend = Some(backend);
        self.attempts += 1;
        self.model_attempted = self.model_sent;
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
        if status.is_none() && cause == Some("timeout") {
            // It may be at work still, and nobody will hear of what it uses.
            self.given_up.count(None);
        }
        let label = status.map_or(cause.unwrap_or_default().to_owned(), |status| status.as_u16().to_string());
        self.telemetry.metrics.upstream_retries.get_or_create(&Retried { backend, cause: label }).inc();
        let (model, micros) = (self.model_attempted.take(), self.upstream_micros.take());
        self.earlier.push(Attempt { backend, model, status, cause, micros });
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

    /// Has the tokens counted in metrics of their own, once.
    pub(crate) fn emits(&mut self, emission: Emission) {
        if !self.emissions.contains(&emission) {
            self.emissions.push(emission);
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

    /// What calls cost, where the gateway knows that.
    pub(crate) fn prices(&self) -> Option<&Prices> {
        self.telemetry.prices.as_deref()
    }

    fn called(&self) -> Called {
        match self.operation {
            Some(operation) => Called { api: operation.api.name, operation: operation.id },
            None => Called { api: self.api.unwrap_or_default(), operation: "" },
        }
    }
}

/// An attempt at a backend that was not the last.
#[derive(Debug)]
struct Attempt {
    backend: &'static str,
    model: Option<&'static str>,
    status: Option<StatusCode>,
    cause: Option<&'static str>,
    micros: Option<u64>,
}

fn micros_since(instant: Instant) -> u64 {
    micros(instant.elapsed())
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
