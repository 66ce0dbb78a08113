//! Backends: one server or a pool, with what is made of their failures.

use super::{Among, Key, Object, Takes, words};
use crate::policy::model::ClientAuthentication;

/// A backend.
pub(in crate::policy) static BACKEND: Object = Object {
    choices: &[Among { keys: &["url", "pool"], needed: true }],
    needs: &[("credentials", "url"), ("timeout", "url"), ("circuit-breaker", "url")],
    ..Object::new(
        "backends.*",
        "a backend",
        &[
            Key::optional("url", Takes::Text, "the URL that the paths of calls are put behind"),
            Key::optional("credentials", Takes::Object(&CREDENTIALS), "what the gateway shows to the backend"),
            Key::optional("timeout", Takes::Object(&TIMEOUT), "how long the backend may take"),
            Key::optional(
                "circuit-breaker",
                Takes::Either(&[Takes::Object(&BREAKER), Takes::List(&Takes::Object(&BREAKER), 1)]),
                "when the backend is left alone for a while: one rule, or several that each count for themselves",
            ),
            Key::optional("pool", Takes::Object(&POOL), "other backends, among which calls are shared out"),
        ],
    )
};

/// `timeout` of a backend.
pub(in crate::policy) static TIMEOUT: Object = Object::new(
    "backends.*.timeout",
    "`timeout`",
    &[
        Key::optional("connect", Takes::Duration, "for a connection; `5s` unless said"),
        Key::optional("headers", Takes::Duration, "for the head of the answer; `5m` unless said"),
        Key::optional("idle", Takes::Duration, "between two parts of the answer's body; `5m` unless said"),
    ],
);

/// `credentials` of a backend.
pub(in crate::policy) static CREDENTIALS: Object = Object {
    choices: &[Among { keys: &["oauth2-client-credentials", "managed-identity", "aws-sigv4"], needed: false }],
    ..Object::new(
        "backends.*.credentials",
        "`credentials`",
        &[
            Key::optional("headers", Takes::Map(&Takes::Text), "headers by name, each with a secret in its value"),
            Key::optional(
                "query",
                Takes::Map(&Takes::Text),
                "query parameters by name, each with a secret in its value",
            ),
            Key::optional(
                "oauth2-client-credentials",
                Takes::Object(&CLIENT_CREDENTIALS),
                "a token that the gateway asks for with its own name and secret",
            ),
            Key::optional(
                "managed-identity",
                Takes::Object(&MANAGED_IDENTITY),
                "a token of the Azure identity of the machine",
            ),
            Key::optional("aws-sigv4", Takes::Object(&AWS_SIGV4), "a signature of each call (AWS Signature Version 4)"),
        ],
    )
};

/// The ways to show the client's secret to the token endpoint.
pub(in crate::policy) const CLIENT_AUTHENTICATIONS: [(&str, ClientAuthentication); 2] =
    [("basic", ClientAuthentication::Basic), ("body", ClientAuthentication::Body)];
const CLIENT_AUTHENTICATION_WORDS: &[&str] = &words(&CLIENT_AUTHENTICATIONS);

/// `oauth2-client-credentials`
pub(in crate::policy) static CLIENT_CREDENTIALS: Object = Object::new(
    "backends.*.credentials.oauth2-client-credentials",
    "`oauth2-client-credentials`",
    &[
        Key::required("token-url", Takes::Text, "the URL of the token endpoint"),
        Key::required("client-id", Takes::Text, "the gateway's name there"),
        Key::required("client-secret", Takes::Text, "the gateway's secret there"),
        Key::optional(
            "client-authentication",
            Takes::Word(CLIENT_AUTHENTICATION_WORDS),
            "where name and secret stand in the request for a token; `basic` unless said",
        ),
        Key::optional("scope", Takes::Text, "what the token is for, by scopes"),
        Key::optional("audience", Takes::Text, "who the token is for"),
        Key::optional("resource", Takes::Text, "what the token is for, by its URL"),
    ],
);

/// `managed-identity`
pub(in crate::policy) static MANAGED_IDENTITY: Object = Object::new(
    "backends.*.credentials.managed-identity",
    "`managed-identity`",
    &[
        Key::required("resource", Takes::Text, "what the token is for, as `https://cognitiveservices.azure.com`"),
        Key::optional("client-id", Takes::Text, "which identity, where the machine has several"),
    ],
);

/// `aws-sigv4`
pub(in crate::policy) static AWS_SIGV4: Object = Object::new(
    "backends.*.credentials.aws-sigv4",
    "`aws-sigv4`",
    &[
        Key::required("region", Takes::Text, "the region, as `eu-central-1`"),
        Key::required("service", Takes::Text, "the service, as `bedrock`"),
        Key::required("access-key-id", Takes::Text, "the id of the access key"),
        Key::required("secret-access-key", Takes::Text, "the access key, a secret"),
        Key::optional("session-token", Takes::Text, "the token of temporary keys, a secret"),
    ],
);

/// Weights and priorities go no further, as in Azure.
pub(in crate::policy) const MOST: u32 = 100;

/// More attempts would keep a caller waiting and the backends busy.
pub(in crate::policy) const ATTEMPTS: u32 = 50;

/// `pool`
pub(in crate::policy) static POOL: Object = Object::new(
    "backends.*.pool",
    "`pool`",
    &[
        Key::required("members", Takes::List(&Takes::Object(&MEMBER), 1), "the backends in it"),
        Key::optional("retry", Takes::Object(&RETRY), "when a call is sent again; never unless said"),
        Key::optional("session-affinity", Takes::Object(&SESSION_AFFINITY), "whether a caller stays at one member"),
    ],
);

/// A member of a pool.
pub(in crate::policy) static MEMBER: Object = Object::new(
    "backends.*.pool.members",
    "a member of a pool",
    &[
        Key::required("backend", Takes::Backend, "a backend that is no pool itself"),
        Key::optional(
            "priority",
            Takes::Count(1, MOST),
            "those of the lowest number that work take all calls; `1` unless said",
        ),
        Key::optional("weight", Takes::Count(1, MOST), "its share among those of one priority; `1` unless said"),
    ],
);

/// `retry` of a pool.
pub(in crate::policy) static RETRY: Object = Object {
    needs: &[("delta", "interval"), ("max-interval", "delta")],
    ..Object::new(
        "backends.*.pool.retry",
        "`retry`",
        &[
            Key::required(
                "attempts",
                Takes::Count(2, ATTEMPTS),
                "how often a call is sent at most, the first time included",
            ),
            Key::optional(
                "when",
                Takes::List(&Takes::Condition, 1),
                "after what; `[429, 500-599, connect, timeout]` unless said",
            ),
            Key::optional("max-body", Takes::Size, "what is kept of a body to be sent again; `4MiB` unless said"),
            Key::optional(
                "interval",
                Takes::Duration,
                "the wait before the second attempt; doubled each time unless said",
            ),
            Key::optional("delta", Takes::Duration, "by how much the wait grows"),
            Key::optional("max-interval", Takes::Duration, "the longest wait; with it, waits grow exponentially"),
            Key::optional(
                "first-fast-retry",
                Takes::Boolean,
                "whether the second attempt is made at once; `false` unless said",
            ),
        ],
    )
};

/// `session-affinity` of a pool.
pub(in crate::policy) static SESSION_AFFINITY: Object = Object::new(
    "backends.*.pool.session-affinity",
    "`session-affinity`",
    &[
        Key::required("cookie", Takes::Line, "the name of the cookie that names the member"),
        Key::optional("secure", Takes::Boolean, "whether the cookie goes over TLS only; `false` unless said"),
    ],
);

/// A rule of a circuit breaker.
pub(in crate::policy) static BREAKER: Object = Object {
    choices: &[Among { keys: &["failures", "percentage", "consecutive"], needed: true }],
    needs: &[("failures", "interval"), ("percentage", "interval"), ("minimum-calls", "percentage")],
    ..Object::new(
        "backends.*.circuit-breaker",
        "a rule of a circuit breaker",
        &[
            Key::optional("failures", Takes::Count(1, u32::MAX), "so many failures within `interval` open it"),
            Key::optional("percentage", Takes::Count(1, 100), "such a share of the calls within `interval` opens it"),
            Key::optional("consecutive", Takes::Count(1, u32::MAX), "so many failures, one after the other, open it"),
            Key::optional("interval", Takes::Duration, "the time that is looked back on"),
            Key::optional(
                "minimum-calls",
                Takes::Count(1, u32::MAX),
                "below so many calls `percentage` isn't looked at; `10` unless said",
            ),
            Key::optional(
                "when",
                Takes::List(&Takes::Condition, 1),
                "what is a failure; `[500-599, connect, timeout]` unless said",
            ),
            Key::required("trip", Takes::Duration, "how long the backend is left alone"),
            Key::optional(
                "accept-retry-after",
                Takes::Boolean,
                "whether a `Retry-After` of the backend takes the place of `trip`; `false` unless said",
            ),
        ],
    )
};
