//! What the emitted crate says of backends.

use std::path::PathBuf;
use std::time::Duration;

use super::authorization::Authorization;
use super::backend::Backend;
use super::breaker::BreakerRule;
use super::pool::{Failover, SessionAffinity};
use crate::secret::Secret;

/// What the emitted crate says of a backend.
#[derive(Debug)]
pub struct BackendSettings {
    /// Its name in the gateway file.
    pub name: &'static str,
    /// `http` or `https`, host, port, base path.
    pub url: String,
    /// What it is shown instead of the caller's credential.
    pub credentials: Credentials,
    /// How long it may take.
    pub timeout: Timeouts,
    /// When it is left alone for a while; no rules, never.
    pub circuit_breaker: Vec<BreakerRule>,
    /// A PEM file with the certificates that are trusted instead of the system's roots.
    pub ca: Option<PathBuf>,
    /// How many idle connections are kept.
    pub idle_connections: usize,
    /// How long an idle connection is kept.
    pub idle_connection_lifetime: Duration,
}

/// Headers and query parameters that are set on each request, over those that the caller sent under the same name.
#[derive(Debug, Default)]
pub struct Credentials {
    /// Name and value of each header.
    pub headers: Vec<(&'static str, Secret)>,
    /// Name and value of each query parameter.
    pub query: Vec<(&'static str, Secret)>,
    /// A token or a signature, in `Authorization`.
    pub authorization: Option<Authorization>,
}

impl BackendSettings {
    /// What stands where the gateway file says nothing. Its `name` and `url` have no default.
    #[must_use]
    pub fn new(name: &'static str, url: impl Into<String>) -> Self {
        Self {
            name,
            url: url.into(),
            credentials: Credentials::default(),
            timeout: Timeouts::DEFAULT,
            circuit_breaker: Vec::new(),
            ca: None,
            idle_connections: 256,
            idle_connection_lifetime: Duration::from_secs(60),
        }
    }
}

/// What the emitted crate says of a pool.
#[derive(Debug)]
pub struct PoolSettings {
    /// Its name in the gateway file.
    pub name: &'static str,
    /// Where its calls go.
    pub members: Vec<PoolMember>,
    /// When a call is sent again; `None`: never.
    pub retry: Option<Failover>,
    /// Whether calls of one session go to one member.
    pub session_affinity: Option<SessionAffinity>,
}

/// A backend in a pool.
#[derive(Debug)]
pub struct PoolMember {
    /// The backend; no pool itself.
    pub backend: Backend,
    /// The least is called first, the next once all of it are left alone.
    pub priority: u32,
    /// Its share of the calls among those of its priority.
    pub weight: u32,
}

impl PoolSettings {
    /// A pool that tries once and knows no sessions.
    #[must_use]
    pub fn new(name: &'static str, members: Vec<PoolMember>) -> Self {
        Self { name, members, retry: None, session_affinity: None }
    }
}

impl Timeouts {
    /// 5 seconds to connect, 60 for the head, 5 minutes between two bytes.
    pub const DEFAULT: Self =
        Self { connect: Duration::from_secs(5), headers: Duration::from_secs(60), idle: Duration::from_secs(300) };
}

/// Time limits of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For name resolution, TCP and TLS together.
    pub connect: Duration,
    /// From the last byte of the request to the head of the answer.
    pub headers: Duration,
    /// Between two steps of a body, the request's or the answer's.
    pub idle: Duration,
}
