//! A dashboard of Grafana: panels of what the gateway's `/metrics` tell, those alone that this gateway has.

use serde_json::{Value, json};

use crate::gateway::{Gateway, Target};

/// Which gateways have what a panel shows.
#[derive(Clone, Copy)]
enum Of {
    All,
    Prices,
    LimitsOfTokens,
    Breakers,
    Otlp,
    LlmLog,
}

impl Of {
    fn holds(self, gateway: &Gateway) -> bool {
        match self {
            Self::All => true,
            Self::Prices => gateway.settings.prices.is_some(),
            Self::LimitsOfTokens => gateway.counts_tokens(),
            Self::Breakers => gateway.backends.iter().any(|backend| match &backend.target {
                Target::Server(server) => !server.circuit_breaker.is_empty(),
                Target::Pool(_) | Target::ByModel { .. } => false,
            }),
            Self::Otlp => gateway.otlp.is_some(),
            Self::LlmLog => gateway.settings.llm_log.is_some(),
        }
    }
}

/// A query: PromQL, and what its lines are called.
type Query = (&'static str, &'static str);

struct Panel {
    title: &'static str,
    about: &'static str,
    /// As Grafana calls it.
    unit: &'static str,
    of: Of,
    queries: &'static [Query],
}

struct Row {
    title: &'static str,
    panels: &'static [Panel],
}

/// A quantile of the histogram of this name.
macro_rules! quantile {
    ($quantile:literal, $name:literal, $legend:literal) => {
        (
            concat!(
                "histogram_quantile(",
                $quantile,
                ", sum by (le) (rate(",
                $name,
                "_bucket{job=~\"$job\",api=~\"$api\"}[$__rate_interval])))"
            ),
            $legend,
        )
    };
}

/// The rate of a counter of calls of APIs, summed by labels.
macro_rules! rate {
    ($by:literal, $name:literal, $legend:literal) => {
        rate!($by, $name, "api=~\"$api\"", $legend)
    };
    ($by:literal, $name:literal, $which:literal, $legend:literal) => {
        (concat!("sum by (", $by, ") (rate(", $name, "{job=~\"$job\",", $which, "}[$__rate_interval]))"), $legend)
    };
}

const ROWS: &[Row] = &[
    Row {
        title: "Calls",
        panels: &[
            Panel {
                title: "Calls by status",
                about: "499: the caller left before there was an answer.",
                unit: "reqps",
                of: Of::All,
                queries: &[rate!("status", "gateway_requests_total", "{{status}}")],
            },
            Panel {
                title: "Duration of calls",
                about: "From the request's head to the end of the answer.",
                unit: "s",
                of: Of::All,
                queries: &[
                    quantile!("0.5", "gateway_request_duration_seconds", "p50"),
                    quantile!("0.95", "gateway_request_duration_seconds", "p95"),
                    quantile!("0.99", "gateway_request_duration_seconds", "p99"),
                ],
            },
            Panel {
                title: "Calls by operation",
                about: "",
                unit: "reqps",
                of: Of::All,
                queries: &[rate!("api, operation", "gateway_requests_total", "{{api}} {{operation}}")],
            },
            Panel {
                title: "Calls and connections now",
                about: "",
                unit: "short",
                of: Of::All,
                queries: &[
                    ("sum(gateway_requests_in_flight{job=~\"$job\"})", "calls"),
                    ("sum(gateway_connections{job=~\"$job\"})", "connections"),
                ],
            },
        ],
    },
    Row {
        title: "Models",
        panels: &[
            Panel {
                title: "Time to the first token",
                about: "Of streams, from the request's head.",
                unit: "s",
                of: Of::All,
                queries: &[
                    quantile!("0.5", "gateway_time_to_first_token_seconds", "p50"),
                    quantile!("0.95", "gateway_time_to_first_token_seconds", "p95"),
                    quantile!("0.99", "gateway_time_to_first_token_seconds", "p99"),
                ],
            },
            Panel {
                title: "Time per token",
                about: "Of streams, from one token to the next, on average over each stream.",
                unit: "s",
                of: Of::All,
                queries: &[
                    quantile!("0.5", "gateway_time_per_output_token_seconds", "p50"),
                    quantile!("0.95", "gateway_time_per_output_token_seconds", "p95"),
                    quantile!("0.99", "gateway_time_per_output_token_seconds", "p99"),
                ],
            },
            Panel {
                title: "Tokens by kind",
                about: "Other kinds than prompt and completion are parts of those two.",
                unit: "cps",
                of: Of::All,
                queries: &[rate!("kind", "gateway_tokens_total", "{{kind}}")],
            },
            Panel {
                title: "Tokens by operation",
                about: "Prompts and completions; estimated are those that no backend reported.",
                unit: "cps",
                of: Of::All,
                queries: &[
                    rate!(
                        "api, operation",
                        "gateway_tokens_total",
                        "api=~\"$api\",kind=~\"prompt|completion\"",
                        "{{api}} {{operation}}"
                    ),
                    (
                        "sum(rate(gateway_tokens_total{job=~\"$job\",api=~\"$api\",kind=~\"prompt|completion\",estimated=\"true\"}[$__rate_interval]))",
                        "estimated",
                    ),
                ],
            },
            Panel {
                title: "Cost an hour",
                about: "In the currency of the prices.",
                unit: "short",
                of: Of::Prices,
                queries: &[(
                    "sum by (api, operation, currency) (rate(gateway_cost_billionths_total{job=~\"$job\",api=~\"$api\"}[$__rate_interval])) * 3600 / 1e9",
                    "{{api}} {{operation}} {{currency}}",
                )],
            },
            Panel {
                title: "Calls of unknown cost",
                about: "By what is not known: the model's price, or what was used.",
                unit: "reqps",
                of: Of::Prices,
                queries: &[rate!("cause", "gateway_uncosted_calls_total", "{{cause}}")],
            },
        ],
    },
    Row {
        title: "Limits",
        panels: &[
            Panel {
                title: "Refused calls",
                about: "401 and 403: who calls; 403 and 429: limits, quotas and budgets.",
                unit: "reqps",
                of: Of::All,
                queries: &[
                    rate!(
                        "api, status",
                        "gateway_requests_total",
                        "api=~\"$api\",status=~\"401|403|429\"",
                        "{{api}} {{status}}"
                    ),
                    rate!("api, code", "gateway_refused_keys_total", "{{api}} {{code}}"),
                ],
            },
            Panel {
                title: "Tokens beyond a limit",
                about: "Of calls whose completion nothing bounded.",
                unit: "cps",
                of: Of::LimitsOfTokens,
                queries: &[rate!("api, operation", "gateway_token_limit_overshoot_total", "{{api}} {{operation}}")],
            },
            Panel {
                title: "Money beyond a budget, an hour",
                about: "Of calls whose cost nothing bounded.",
                unit: "short",
                of: Of::Prices,
                queries: &[(
                    "sum by (api, operation, currency) (rate(gateway_budget_overshoot_billionths_total{job=~\"$job\",api=~\"$api\"}[$__rate_interval])) * 3600 / 1e9",
                    "{{api}} {{operation}} {{currency}}",
                )],
            },
        ],
    },
    Row {
        title: "Backends",
        panels: &[
            Panel {
                title: "Failures",
                about: "Attempts without a whole answer, and calls that were sent again.",
                unit: "reqps",
                of: Of::All,
                queries: &[
                    (
                        "sum by (backend, cause) (rate(gateway_upstream_failures_total{job=~\"$job\"}[$__rate_interval]))",
                        "{{backend}} {{cause}}",
                    ),
                    (
                        "sum by (backend) (rate(gateway_upstream_retries_total{job=~\"$job\"}[$__rate_interval]))",
                        "{{backend}} sent again",
                    ),
                ],
            },
            Panel {
                title: "Circuit breakers",
                about: "0: all calls pass, 1: one as a probe, 2: none.",
                unit: "short",
                of: Of::Breakers,
                queries: &[("max by (backend) (gateway_circuit_breaker_state{job=~\"$job\"})", "{{backend}}")],
            },
            Panel {
                title: "Calls refused by breakers",
                about: "",
                unit: "reqps",
                of: Of::Breakers,
                queries: &[(
                    "sum by (backend) (rate(gateway_circuit_breaker_refused_total{job=~\"$job\"}[$__rate_interval]))",
                    "{{backend}}",
                )],
            },
            Panel {
                title: "Answers that broke off",
                about: "By who ended them.",
                unit: "reqps",
                of: Of::All,
                queries: &[rate!("by", "gateway_broken_off_total", "{{by}}")],
            },
        ],
    },
    Row {
        title: "The gateway's own word",
        panels: &[
            Panel {
                title: "Lines of the access log that were dropped",
                about: "Whoever reads it is too slow.",
                unit: "cps",
                of: Of::All,
                queries: &[("sum(rate(gateway_log_lines_dropped_total{job=~\"$job\"}[$__rate_interval]))", "lines")],
            },
            Panel {
                title: "Calls whose spans were dropped",
                about: "",
                unit: "cps",
                of: Of::Otlp,
                queries: &[(
                    "sum by (why) (rate(gateway_otlp_spans_dropped_total{job=~\"$job\"}[$__rate_interval]))",
                    "{{why}}",
                )],
            },
            Panel {
                title: "Records of calls of models that were dropped",
                about: "",
                unit: "cps",
                of: Of::LlmLog,
                queries: &[(
                    "sum by (why) (rate(gateway_llm_log_records_dropped_total{job=~\"$job\"}[$__rate_interval]))",
                    "{{why}}",
                )],
            },
            Panel {
                title: "Bodies that break the contract",
                about: "",
                unit: "reqps",
                of: Of::All,
                queries: &[rate!("api, operation", "gateway_violations_total", "{{api}} {{operation}}")],
            },
        ],
    },
];

/// Of Grafana's grid.
const COLUMNS: usize = 24;
const WIDTH: usize = 12;
const HEIGHT: usize = 8;
/// The longest `uid` that Grafana takes.
const LONGEST_UID: usize = 40;

/// The dashboard of a gateway, as Grafana imports it.
pub(super) fn dashboard(gateway: &Gateway) -> String {
    let name = &gateway.name;
    let mut panels = Vec::new();
    let mut y = 0;
    for row in ROWS {
        let shown: Vec<&Panel> = row.panels.iter().filter(|panel| panel.of.holds(gateway)).collect();
        let place = json!({ "x": 0, "y": y, "w": COLUMNS, "h": 1 });
        panels.push(json!({ "id": panels.len() + 1, "type": "row", "title": row.title, "collapsed": false, "gridPos": place, "panels": [] }));
        y += 1;
        for (at, panel) in shown.iter().enumerate() {
            let x = at * WIDTH % COLUMNS;
            let place = json!({ "x": x, "y": y + at * WIDTH / COLUMNS * HEIGHT, "w": WIDTH, "h": HEIGHT });
            panels.push(panel.json(panels.len() + 1, &place));
        }
        y += shown.len().div_ceil(COLUMNS / WIDTH) * HEIGHT;
    }
    let uid: String = format!("gatewright-{name}").chars().take(LONGEST_UID).collect();
    let all = json!({ "selected": true, "text": ["All"], "value": ["$__all"] });
    let variable = |name: &str, label: &str, query: &str| {
        json!({
            "name": name, "label": label, "type": "query", "datasource": source(),
            "query": { "query": query, "refId": name }, "refresh": 2, "sort": 1, "hide": 0,
            "multi": true, "includeAll": true, "allValue": ".*", "current": all, "options": [], "regex": "", "skipUrlSync": false,
        })
    };
    let dashboard = json!({
        "uid": uid,
        "title": format!("Gateway {name}"),
        "description": "What this gateway's /metrics tell of its calls.",
        "tags": ["gatewright"],
        "schemaVersion": 39,
        "editable": true,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": { "from": "now-6h", "to": "now" },
        "timezone": "browser",
        "annotations": { "list": [] },
        "links": [],
        "templating": { "list": [
            {
                "name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus", "refresh": 1, "hide": 0,
                "multi": false, "includeAll": false, "options": [], "regex": "", "skipUrlSync": false,
            },
            variable("job", "job", "label_values(gateway_connections, job)"),
            variable("api", "API", "label_values(gateway_requests_total{job=~\"$job\"}, api)"),
        ] },
        "panels": panels,
    });
    format!("{dashboard:#}\n")
}

/// The source of data that whoever looks has chosen.
fn source() -> Value {
    json!({ "type": "prometheus", "uid": "${datasource}" })
}

impl Panel {
    fn json(&self, id: usize, place: &Value) -> Value {
        let targets = self.queries.iter().zip('A'..).map(|((expr, legend), id)| {
            json!({
                "refId": id.to_string(), "datasource": source(), "editorMode": "code",
                "expr": expr, "legendFormat": legend, "range": true,
            })
        });
        json!({
            "id": id,
            "type": "timeseries",
            "title": self.title,
            "description": self.about,
            "datasource": source(),
            "gridPos": place,
            "fieldConfig": { "defaults": { "unit": self.unit, "min": 0 }, "overrides": [] },
            "options": {
                "legend": { "displayMode": "list", "placement": "bottom", "showLegend": true, "calcs": [] },
                "tooltip": { "mode": "multi", "sort": "desc" },
            },
            "targets": targets.collect::<Vec<_>>(),
        })
    }
}
