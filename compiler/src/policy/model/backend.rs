//! Backends: where calls go.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::{Spanned, Text};

/// Where calls are sent to.
#[derive(Clone, Debug)]
pub struct Backend {
    /// Its name, kebab-case.
    pub name: Spanned<String>,
    /// What stands behind the name.
    pub target: Target,
}

/// What stands behind a backend's name.
#[derive(Clone, Debug)]
pub enum Target {
    /// One server.
    Server(Server),
    /// Several backends.
    Pool(Pool),
}

/// A pool of backends.
#[derive(Clone, Debug)]
pub struct Pool {
    /// At least one; each is a server.
    pub members: Vec<Member>,
    /// When a call is sent again.
    pub retry: Option<Retry>,
    /// Whether calls of one session go to one member.
    pub session_affinity: Option<SessionAffinity>,
}

/// A backend in a pool.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub backend: Spanned<String>,
    /// The least is called first.
    pub priority: u32,
    /// Its share among those of its priority.
    pub weight: u32,
}

/// When a call is sent again.
#[derive(Clone, Debug, Serialize)]
pub struct Retry {
    /// How often it is sent at most, the first time included.
    pub attempts: u32,
    /// After what.
    pub when: Vec<Condition>,
    /// How many bytes of a body are kept for it; a larger one is sent once.
    pub max_body: u64,
}

/// Calls of one session go to one member.
#[derive(Clone, Debug, Serialize)]
pub struct SessionAffinity {
    /// The name of the cookie.
    pub cookie: String,
    /// Whether browsers are to send it over TLS alone.
    pub secure: bool,
}

/// A server that calls are sent to.
#[derive(Clone, Debug)]
pub struct Server {
    /// `http` or `https`, without query and fragment; a trailing slash is taken off where the text is known.
    pub url: Text,
    /// What admits the gateway there.
    pub credentials: Credentials,
    /// How long it may take.
    pub timeout: Timeouts,
    /// When it is left alone for a while; no rules, never.
    pub circuit_breaker: Vec<BreakerRule>,
}

/// When a backend is left alone, and for how long.
#[derive(Clone, Debug, Serialize)]
pub struct BreakerRule {
    /// How many failures it takes.
    pub trips: Trips,
    /// What counts as a failure.
    pub when: Vec<Condition>,
    /// How long it is left alone.
    pub trip: Duration,
    /// Whether the wait that an answer asks for replaces `trip`.
    pub accept_retry_after: bool,
}

/// How many failures it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Trips {
    /// So many within the interval.
    Failures(u32, Duration),
    /// So many of a hundred calls within the interval, once there were so many calls.
    Percentage(u32, Duration, u32),
    /// So many, one after the other.
    Consecutive(u32),
}

/// What counts as a failure of a backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Condition {
    /// An answer with this status.
    Status(u16),
    /// An answer with a status from the first to the second.
    Statuses(u16, u16),
    /// No connection, or one that broke before an answer.
    Connect,
    /// A time limit that ran out before an answer.
    Timeout,
}

/// What is put into every request to a backend.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// By name in lower case.
    pub headers: BTreeMap<String, Credential>,
    /// By name, case counts.
    pub query: BTreeMap<String, Credential>,
}

/// One header or query parameter.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The name as it was written.
    pub name: Spanned<String>,
    /// The value.
    pub value: Text,
}

/// How long a backend may take; the defaults are filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// To connect, TLS included.
    pub connect: Duration,
    /// From the end of the request to the head of the answer.
    pub headers: Duration,
    /// Between two pieces of an answer's body.
    pub idle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), headers: Duration::from_secs(300), idle: Duration::from_secs(300) }
    }
}
