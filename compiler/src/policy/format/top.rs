//! The top of the file, and what concerns the gateway as a whole.

use super::{
    API, Among, BACKEND, Key, MODEL, ORIGINS, Object, POLICY_CRATE, PRODUCT, REVISIONS, SECTIONS, Takes, words,
};

const VERSION: &str = "the version of this format";

/// The whole file.
pub(in crate::policy) static GATEWAY: Object = Object::new(
    "",
    "the gateway file",
    &[
        Key::required("version", Takes::One, VERSION),
        Key::required("name", Takes::Line, "the name of crate and binary"),
        Key::optional(
            "listen",
            Takes::Line,
            "where the binary listens unless it is told otherwise, as `127.0.0.1:8080`",
        ),
        Key::optional(
            "admin",
            Takes::Object(&ADMIN),
            "where `/healthz`, `/readyz` and `/metrics` are; off unless said",
        ),
        Key::optional(
            "named-values",
            Takes::Map(&Takes::Either(&[Takes::Scalar, Takes::Object(&NAMED_VALUE)])),
            "values that are used as `{{name}}`",
        ),
        Key::optional("backends", Takes::Map(&Takes::Object(&BACKEND)), "where calls are sent, by name"),
        Key::optional(
            "models",
            Takes::Map(&Takes::Object(&MODEL)),
            "models by the names that callers have for them, and what each is to the backends",
        ),
        Key::required(
            "apis",
            Takes::Some(&Takes::Either(&[Takes::Object(&API), Takes::Line])),
            "the APIs by name, or the file of each",
        ),
        Key::optional(
            "policy-crates",
            Takes::Map(&Takes::Object(&POLICY_CRATE)),
            "crates with policies of your own, by the names of their packages",
        ),
        Key::optional("products", Takes::Map(&Takes::Object(&PRODUCT)), "APIs under one name"),
        Key::optional("policies", Takes::Object(&SECTIONS), "the policies of every call"),
        Key::optional(
            "fragments",
            Takes::Map(&Takes::List(&Takes::Policy, 0)),
            "lists of policies, which `include-fragment` puts among others by their names",
        ),
        Key::optional("subscriptions", Takes::Object(&SUBSCRIPTIONS), "who may call"),
        Key::optional("prices", Takes::Object(&PRICES), "what models cost; not known unless said"),
        Key::optional("state", Takes::Object(&STATE), "where the counters of limits are kept; in memory unless said"),
        Key::optional("server", Takes::Object(&SERVER), "the listener"),
        Key::optional("telemetry", Takes::Object(&TELEMETRY), "where it is told elsewhere what calls do"),
        Key::optional("repairs", Takes::Object(&REPAIRS), "what is not repaired in published documents"),
        Key::optional(
            "runtime",
            Takes::Either(&[Takes::Word(&["vendored"]), Takes::Object(&RUNTIME)]),
            "where the emitted crate takes the runtime from; `vendored` unless said",
        ),
    ],
);

/// `admin`
pub(in crate::policy) static ADMIN: Object =
    Object::new("admin", "`admin`", &[Key::required("listen", Takes::Line, "where it listens, as `127.0.0.1:9901`")]);

/// A named value that isn't written out.
pub(in crate::policy) static NAMED_VALUE: Object = Object {
    choices: &[Among { keys: &["env", "file", "secret"], needed: true }],
    needs: &[("reload", "file")],
    ..Object::new(
        "named-values.*",
        "a named value",
        &[
            Key::optional("env", Takes::Line, "the environment variable that holds it"),
            Key::optional("file", Takes::Line, "the file that holds it, relative to the binary's configuration"),
            Key::optional(
                "secret",
                Takes::Object(&SECRET),
                "where a secret comes from: it is in no code, log or error",
            ),
            Key::optional("default", Takes::Scalar, "what holds where there is none; it fixes the type"),
            Key::optional(
                "reload",
                Takes::Boolean,
                "whether the file is read again when it changes; `false` unless said",
            ),
        ],
    )
};

/// `secret` of a named value.
pub(in crate::policy) static SECRET: Object = Object {
    choices: &[Among { keys: &["env", "file"], needed: true }],
    ..Object::new(
        "named-values.*.secret",
        "a secret",
        &[
            Key::optional("env", Takes::Line, "the environment variable that holds it"),
            Key::optional("file", Takes::Line, "the file that holds it"),
        ],
    )
};

/// `subscriptions`
pub(in crate::policy) static SUBSCRIPTIONS: Object = Object::new(
    "subscriptions",
    "`subscriptions`",
    &[
        Key::required("file", Takes::Line, "the file of subscriptions, which is read again when it changes"),
        Key::optional(
            "attributes",
            Takes::Map(&Takes::Object(&ATTRIBUTE)),
            "what a subscription may say of itself, for `subscription.attributes`",
        ),
    ],
);

/// `prices`
pub(in crate::policy) static PRICES: Object = Object::new(
    "prices",
    "`prices`",
    &[
        Key::required("file", Takes::Line, "the file of prices, which is read again when it changes"),
        Key::required("currency", Takes::Line, "the currency of all prices and budgets, such as `USD`"),
        Key::optional(
            "unknown",
            Takes::Line,
            "the model whose price holds for models that have none, or `refuse`; `refuse` unless said",
        ),
    ],
);

/// The types of attributes, each with what stands where there is no default.
pub(in crate::policy) const ATTRIBUTE_TYPES: [(&str, &str); 4] =
    [("int", "a whole number"), ("float", "a number"), ("string", "a string"), ("bool", "a boolean")];
const ATTRIBUTE_TYPE_WORDS: &[&str] = &words(&ATTRIBUTE_TYPES);

/// An attribute of subscriptions.
pub(in crate::policy) static ATTRIBUTE: Object = Object::new(
    "subscriptions.attributes.*",
    "an attribute",
    &[
        Key::required("type", Takes::Word(ATTRIBUTE_TYPE_WORDS), "its type"),
        Key::required("default", Takes::Scalar, "what holds for a subscription that doesn't say it"),
    ],
);

/// `state`
pub(in crate::policy) static STATE: Object = Object {
    choices: &[Among { keys: &["memory", "redis"], needed: true }],
    ..Object::new(
        "state",
        "`state`",
        &[
            Key::optional("memory", Takes::Object(&MEMORY), "in the gateway's own memory"),
            Key::optional("redis", Takes::Object(&REDIS), "in a Redis that several gateways share"),
        ],
    )
};

/// `state.memory`
pub(in crate::policy) static MEMORY: Object = Object::new("state.memory", "`memory`", &[]);

/// Whether calls are refused while Redis can't be asked.
pub(in crate::policy) const OUTAGES: [(&str, bool); 2] = [("fail-open", false), ("fail-closed", true)];
const OUTAGE_WORDS: &[&str] = &words(&OUTAGES);

/// `state.redis`
pub(in crate::policy) static REDIS: Object = Object::new(
    "state.redis",
    "`redis`",
    &[
        Key::required("url", Takes::Text, "its URL: `redis://` or `rediss://`"),
        Key::optional(
            "on-outage",
            Takes::Word(OUTAGE_WORDS),
            "whether calls pass while it can't be asked; `fail-open` unless said",
        ),
        Key::optional("timeout", Takes::Duration, "how long an answer of it may take"),
    ],
);

/// `server`
pub(in crate::policy) static SERVER: Object = Object::new(
    "server",
    "`server`",
    &[
        Key::optional(
            "tls",
            Takes::Object(&TLS),
            "the certificate that callers are greeted with; without TLS unless said",
        ),
        Key::optional("limits", Takes::Object(&LIMITS), "what a caller may take up"),
        Key::optional("drain", Takes::Duration, "how long running calls may go on after the signal to stop"),
        Key::optional(
            "trusted-proxies",
            Takes::List(&Takes::Line, 0),
            "addresses and networks whose word on who called is taken",
        ),
    ],
);

/// Whether a caller must show a certificate.
pub(in crate::policy) const CLIENT_CERTIFICATES: [(&str, bool); 2] = [("required", true), ("optional", false)];
const CLIENT_CERTIFICATE_WORDS: &[&str] = &words(&CLIENT_CERTIFICATES);

/// `server.tls`
pub(in crate::policy) static TLS: Object = Object {
    needs: &[("client-certificate", "client-ca")],
    ..Object::new(
        "server.tls",
        "`tls`",
        &[
            Key::required(
                "certificate",
                Takes::Line,
                "the PEM file of the certificate and those behind it, which is read again when it changes",
            ),
            Key::required("key", Takes::Line, "the PEM file of its private key, which is read again when it changes"),
            Key::optional(
                "client-ca",
                Takes::Line,
                "the PEM file of the authorities that callers' certificates are of",
            ),
            Key::optional(
                "client-certificate",
                Takes::Word(CLIENT_CERTIFICATE_WORDS),
                "whether a caller must show a certificate; `required` unless said",
            ),
        ],
    )
};

/// `server.limits`
pub(in crate::policy) static LIMITS: Object = Object::new(
    "server.limits",
    "`limits`",
    &[
        Key::optional("body", Takes::Size, "the most that a request's body may hold"),
        Key::optional("connections", Takes::Count(1, u32::MAX), "how many connections there are at once"),
        Key::optional("headers", Takes::Size, "the most that the head of a request may hold"),
        Key::optional("header-count", Takes::Count(1, u32::MAX), "how many headers a request may have"),
        Key::optional("header-timeout", Takes::Duration, "how long the head of a request may take to arrive"),
        Key::optional("body-idle", Takes::Duration, "how long a body may pause"),
        Key::optional(
            "body-timeout",
            Takes::Duration,
            "how long a body may take to arrive, from its request's head on",
        ),
        Key::optional("answer-idle", Takes::Duration, "how long a caller may take nothing of an answer"),
        Key::optional(
            "streams",
            Takes::Count(1, u32::MAX),
            "how many calls there are at once on a connection of HTTP/2",
        ),
        Key::optional(
            "resets",
            Takes::Count(1, u32::MAX),
            "how many calls may be called off within ten seconds on a connection of HTTP/2",
        ),
        Key::optional("keep-alive", Takes::Duration, "how long a connection may wait for the next request"),
    ],
);

/// `telemetry`
pub(in crate::policy) static TELEMETRY: Object = Object {
    some: true,
    ..Object::new(
        "telemetry",
        "`telemetry`",
        &[
            Key::optional("otlp", Takes::Object(&OTLP), "spans and metrics by OTLP, as OpenTelemetry has it"),
            Key::optional("llm-log", Takes::Object(&LLM_LOG), "a record of each call of a model"),
        ],
    )
};

/// `telemetry.llm-log`
pub(in crate::policy) static LLM_LOG: Object = Object::new(
    "telemetry.llm-log",
    "`llm-log`",
    &[
        Key::optional(
            "file",
            Takes::Line,
            "the file that is appended to, relative to the binary's configuration; where the access log goes unless said",
        ),
        Key::optional("otlp", Takes::Boolean, "whether `otlp` takes the records too; `false` unless said"),
    ],
);

/// `telemetry.otlp`
pub(in crate::policy) static OTLP: Object = Object::new(
    "telemetry.otlp",
    "`otlp`",
    &[
        Key::optional(
            "endpoint",
            Takes::Text,
            "the URL below which `/v1/traces` and `/v1/metrics` are; as `OTEL_EXPORTER_OTLP_ENDPOINT` says unless said",
        ),
        Key::optional("headers", Takes::Map(&Takes::Text), "headers of each export, by name; their values are secrets"),
        Key::optional("traces", Takes::Object(&TRACES), "of which calls spans are sent"),
        Key::optional("metrics", Takes::Object(&METRICS), "when metrics are sent"),
    ],
);

/// `telemetry.otlp.traces`
pub(in crate::policy) static TRACES: Object = Object::new(
    "telemetry.otlp.traces",
    "`traces`",
    &[Key::optional(
        "sample",
        Takes::Scalar,
        "of how many calls without a context of a trace, from 0 to 1; `1` unless said. Others go by their context",
    )],
);

/// `telemetry.otlp.metrics`
pub(in crate::policy) static METRICS: Object = Object::new(
    "telemetry.otlp.metrics",
    "`metrics`",
    &[Key::optional("interval", Takes::Duration, "how often; `60s` unless said")],
);

/// `repairs`
pub(in crate::policy) static REPAIRS: Object = Object::new(
    "repairs",
    "`repairs`",
    &[Key::optional(
        "disable",
        Takes::Either(&[Takes::Word(&["all"]), Takes::List(&Takes::Repair, 0)]),
        "repairs that are not made, by name or code",
    )],
);

/// `runtime`, where it is no word.
pub(in crate::policy) static RUNTIME: Object = Object {
    choices: &[ORIGINS],
    needs: REVISIONS,
    ..Object::new(
        "runtime",
        "`runtime`",
        &[
            Key::optional("path", Takes::Line, "its folder, relative to the emitted crate"),
            Key::optional("version", Takes::Line, "its version in the registry"),
            Key::optional("git", Takes::Line, "the URL of its repository"),
            Key::optional("rev", Takes::Line, "the commit in that repository"),
        ],
    )
};
