//! The metrics, as Prometheus reads them.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabel as _, EncodeLabelSet, LabelSetEncoder, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::breakers::Breakers;
use super::pace::Paces;
use super::token_metrics::TokenMetrics;
use crate::llm::usage::Usage;
use crate::store::Health;
use crate::upstream::Breaker;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Called {
    pub(crate) api: &'static str,
    pub(crate) operation: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Answered {
    pub(crate) api: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Failed {
    pub(crate) backend: &'static str,
    pub(crate) cause: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct OfBackend {
    pub(crate) backend: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Retried {
    pub(crate) backend: &'static str,
    /// A status, or why there was none.
    pub(crate) cause: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Refused {
    pub(crate) api: &'static str,
    pub(crate) code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Counted {
    pub(crate) api: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) kind: &'static str,
    /// Whether the gateway has counted them, since nobody reported them: a label that others don't have.
    pub(crate) estimated: bool,
}

impl EncodeLabelSet for Counted {
    fn encode(&self, encoder: &mut LabelSetEncoder<'_>) -> Result<(), fmt::Error> {
        let labels = [("api", self.api), ("operation", self.operation), ("kind", self.kind)];
        let estimated = self.estimated.then_some(("estimated", "true"));
        labels.into_iter().chain(estimated).try_for_each(|label| label.encode(encoder.encode_label()))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct BrokenOff {
    pub(crate) api: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) by: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Priced {
    pub(crate) api: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) currency: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Uncosted {
    pub(crate) api: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) cause: &'static str,
}

/// The series of one route, looked up once.
#[derive(Debug, Default)]
struct Series {
    /// Of the status that came first, most often 200.
    requests: OnceLock<(u16, Counter)>,
    durations: OnceLock<Histogram>,
    /// Of the prompt and of the completion.
    tokens: OnceLock<[Counter; 2]>,
}

type Durations = Family<Called, Histogram, fn() -> Histogram>;

/// All metrics of a gateway.
pub(crate) struct Metrics {
    registry: Registry,
    /// Of metrics whose names don't begin with `gateway`.
    others: Registry,
    by_route: Box<[Series]>,
    pub(crate) requests: Family<Answered, Counter>,
    pub(crate) durations: Durations,
    pub(crate) in_flight: Gauge,
    pub(crate) connections: Gauge,
    pub(crate) upstream_failures: Family<Failed, Counter>,
    pub(crate) upstream_retries: Family<Retried, Counter>,
    pub(crate) token_failures: Family<OfBackend, Counter>,
    pub(crate) tokens: Family<Counted, Counter>,
    pub(crate) broken_off: Family<BrokenOff, Counter>,
    pub(crate) unknown_values: Family<Called, Counter>,
    pub(crate) violations: Family<Called, Counter>,
    pub(crate) refused_keys: Family<Refused, Counter>,
    pub(crate) overshoot: Family<Called, Counter>,
    pub(crate) cost: Family<Priced, Counter>,
    pub(crate) uncosted: Family<Uncosted, Counter>,
    pub(crate) overspent: Family<Priced, Counter>,
    pub(super) paces: Paces,
    pub(super) token_metrics: TokenMetrics,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Metrics")
    }
}

impl Metrics {
    pub(crate) fn new(dropped_lines: Counter, routes: usize, breakers: Vec<Arc<Breaker>>) -> Self {
        // From a local answer to a long completion, in seconds.
        let buckets: fn() -> Histogram =
            || Histogram::new([0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0]);
        let (mut registry, mut others) = (Registry::with_prefix("gateway"), Registry::default());
        let token_metrics = TokenMetrics::default();
        others.register_collector(Box::new(token_metrics.clone()));
        let mut metrics = Self {
            paces: Paces::new(&mut registry),
            registry,
            others,
            token_metrics,
            by_route: std::iter::repeat_with(Series::default).take(routes).collect(),
            requests: Family::default(),
            durations: Family::new_with_constructor(buckets),
            in_flight: Gauge::default(),
            connections: Gauge::default(),
            upstream_failures: Family::default(),
            upstream_retries: Family::default(),
            token_failures: Family::default(),
            tokens: Family::default(),
            broken_off: Family::default(),
            unknown_values: Family::default(),
            violations: Family::default(),
            refused_keys: Family::default(),
            overshoot: Family::default(),
            cost: Family::default(),
            uncosted: Family::default(),
            overspent: Family::default(),
        };
        let to = &mut metrics.registry;
        to.register("requests", "Requests that ended, by status", metrics.requests.clone());
        let help = "From the request's head to the end of the answer";
        to.register_with_unit("request_duration", help, Unit::Seconds, metrics.durations.clone());
        to.register("requests_in_flight", "Requests that have not ended", metrics.in_flight.clone());
        to.register("connections", "Open connections of clients", metrics.connections.clone());
        let help = "Backend attempts without a whole answer, by cause";
        to.register("upstream_failures", help, metrics.upstream_failures.clone());
        let help = "Calls that were sent again after an attempt at this backend, by what came of it";
        to.register("upstream_retries", help, metrics.upstream_retries.clone());
        let help = "Fetches of the token for a backend that failed";
        to.register("backend_token_failures", help, metrics.token_failures.clone());
        to.register(
            "tokens",
            "Tokens as the backends reported them, or else as they were counted (estimated); those of the kinds cached, \
             reasoning and audio are among the others",
            metrics.tokens.clone(),
        );
        let help = "Calls that ended before their answer was whole, by who ended them";
        to.register("broken_off", help, metrics.broken_off.clone());
        let help = "Values that an open enumeration or union does not name, forwarded";
        to.register("unknown_values", help, metrics.unknown_values.clone());
        to.register("violations", "Requests whose body breaks the contract", metrics.violations.clone());
        to.register("refused_keys", "Requests without a valid key, by code", metrics.refused_keys.clone());
        let help = "Tokens that calls used beyond a limit of tokens, since nothing bounded them";
        to.register("token_limit_overshoot", help, metrics.overshoot.clone());
        let help = "What calls cost, in billionths of the currency's unit";
        to.register("cost_billionths", help, metrics.cost.clone());
        let help = "Calls that used tokens without it being known what they cost: the price of the model, or the usage, is not";
        to.register("uncosted_calls", help, metrics.uncosted.clone());
        let help = "What calls cost beyond a budget, since nothing bounded them, in billionths of the currency's unit";
        to.register("budget_overshoot_billionths", help, metrics.overspent.clone());
        let help = "Calls whose tokens are counted as those of others, since there were too many series by namespace";
        to.register("token_metric_overflow", help, metrics.token_metrics.overflow.clone());
        to.register("log_lines_dropped", "Lines that the log's reader was too slow for", dropped_lines);
        if !breakers.is_empty() {
            to.register_collector(Box::new(Breakers(breakers)));
        }
        metrics
    }

    /// Adds how the counters of limits do.
    pub(crate) fn watch(&mut self, health: &Health) {
        self.registry.register("state_up", "Whether the counters of limits can be asked", health.up.clone());
        let help = "Decisions on limits that could not be asked for";
        self.registry.register("state_outages", help, health.outages.clone());
        let help =
            "Bytes that a shared counter was not told of: there was no room to keep them, or it would not take them";
        self.registry.register("state_unsettled_bytes", help, health.unsettled.clone());
        let help =
            "Tokens that a shared counter was not told of: there was no room to keep them, or it would not take them";
        self.registry.register("state_unsettled_tokens", help, health.unsettled_tokens.clone());
        let help = "Money, in billionths, that a shared counter was not told of, for the same reasons";
        self.registry.register("state_unsettled_billionths", help, health.unsettled_money.clone());
    }

    /// Adds how exports of spans and metrics do.
    #[cfg(feature = "otel")]
    pub(super) fn exports(&mut self) -> super::otlp::Untold {
        let untold = super::otlp::Untold::default();
        super::otlp::Dropped::ALL.iter().for_each(|why| drop(untold.spans.get_or_create(why)));
        let help = "Calls whose spans were not sent: there was no room in the queue, or the receiver did not take them";
        self.registry.register("otlp_spans_dropped", help, untold.spans.clone());
        let help = "Exports of metrics that the receiver did not take";
        self.registry.register("otlp_metric_exports_failed", help, untold.metrics.clone());
        untold
    }

    /// Adds how the log of calls of models does.
    pub(super) fn llm_log(&mut self) -> super::llm_log::Drops {
        let dropped = super::llm_log::Drops::default();
        super::llm_log::Dropped::ALL.iter().for_each(|why| drop(dropped.get_or_create(why)));
        let help =
            "Records of the log of calls of models that were not kept: no room, a file or a receiver that took none";
        self.registry.register("llm_log_records_dropped", help, Family::clone(&dropped));
        dropped
    }

    /// The metrics in the OpenMetrics text format.
    pub(crate) fn text(&self) -> String {
        let mut to = String::new();
        let encoded = text::encode_registry(&mut to, &self.registry)
            .and_then(|()| text::encode_registry(&mut to, &self.others))
            .and_then(|()| text::encode_eof(&mut to));
        match encoded {
            Ok(()) => to,
            Err(fmt::Error) => String::new(),
        }
    }

    /// Counts a call. `route` is the index of its route, if it had one.
    pub(crate) fn ended(&self, called: Called, route: Option<usize>, status: u16, duration: Duration) {
        let Called { api, operation } = called;
        let (answered, seconds) = (Answered { api, operation, status }, duration.as_secs_f64());
        let Some(series) = route.and_then(|route| self.by_route.get(route)) else {
            self.requests.get_or_create(&answered).inc();
            self.durations.get_or_create(&called).observe(seconds);
            return;
        };
        let (first, count) = series.requests.get_or_init(|| (status, self.requests.get_or_create_owned(&answered)));
        if *first == status {
            count.inc();
        } else {
            self.requests.get_or_create(&answered).inc();
        }
        series.durations.get_or_init(|| self.durations.get_or_create_owned(&called)).observe(seconds);
    }

    /// Counts the tokens of a call. `route` as in [`Metrics::ended`]; `estimated`: nobody reported all of them.
    pub(crate) fn spent(&self, called: &Called, route: Option<usize>, usage: &Usage, estimated: bool) {
        let &Called { api, operation } = called;
        let counters = || {
            ["prompt", "completion"]
                .map(|kind| self.tokens.get_or_create_owned(&Counted { api, operation, kind, estimated }))
        };
        let series = route.filter(|_| !estimated).and_then(|route| self.by_route.get(route));
        let [prompt, completion] = series.map_or_else(counters, |series| series.tokens.get_or_init(counters).clone());
        prompt.inc_by(usage.prompt_tokens.unwrap_or_default());
        completion.inc_by(usage.completion_tokens.unwrap_or_default());
        for (kind, count) in usage.parts() {
            if let Some(count) = count.filter(|count| *count > 0) {
                self.tokens.get_or_create_owned(&Counted { api, operation, kind, estimated }).inc_by(count);
            }
        }
    }
}

/// Shared by all calls.
pub(crate) type Shared = Arc<super::Telemetry>;
