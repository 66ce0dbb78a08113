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
    pub retry: Option<Failover>,
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
pub struct Failover {
    /// How often it is sent at most, the first time included.
    pub attempts: u32,
    /// After what.
    pub when: Vec<Condition>,
    /// How many bytes of a body are kept for it; a larger one is sent once.
    pub max_body: u64,
    /// How long passes before it goes back to a member.
    pub back_off: BackOff,
    /// Whether the second attempt doesn't wait.
    pub first_fast_retry: bool,
}

/// How the wait between two attempts grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum BackOff {
    /// As the runtime has it where nothing is said.
    Doubled,
    /// The same each time.
    Fixed(Duration),
    /// The first wait, and what is added each time.
    Linear(Duration, Duration),
    /// The first wait, the first step, and the longest wait.
    Exponential(Duration, Duration, Duration),
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
    /// What is made for the header `Authorization`.
    pub authorization: Option<Box<Authorization<Text>>>,
}

/// What admits the gateway to a backend and has to be made.
#[derive(Clone, Debug, Serialize)]
pub enum Authorization<T> {
    /// A token of an OAuth 2 token endpoint.
    ClientCredentials {
        /// The token endpoint.
        token_url: T,
        /// Who the gateway is there.
        client_id: T,
        /// What proves it.
        client_secret: T,
        /// How the two are shown.
        client_authentication: ClientAuthentication,
        /// Further parameters of the request, by name.
        parameters: Vec<(&'static str, T)>,
    },
    /// A token of the machine's managed identity in Azure.
    ManagedIdentity {
        /// For what it is.
        resource: T,
        /// Which identity, where it isn't the machine's own.
        client_id: Option<T>,
    },
    /// A signature over each request (AWS Signature Version 4).
    AwsSigV4 {
        /// Where the backend is.
        region: T,
        /// The service's name in signatures.
        service: T,
        /// The key's id.
        access_key_id: T,
        /// The key.
        secret_access_key: T,
        /// Of keys that hold for a while.
        session_token: Option<T>,
    },
}

impl<T> Authorization<T> {
    /// The same of other texts.
    pub fn map<U>(&self, text: impl Fn(&T) -> U) -> Authorization<U> {
        match self {
            Self::ClientCredentials { token_url, client_id, client_secret, client_authentication, parameters } => {
                Authorization::ClientCredentials {
                    token_url: text(token_url),
                    client_id: text(client_id),
                    client_secret: text(client_secret),
                    client_authentication: *client_authentication,
                    parameters: parameters.iter().map(|(name, value)| (*name, text(value))).collect(),
                }
            }
            Self::ManagedIdentity { resource, client_id } => {
                Authorization::ManagedIdentity { resource: text(resource), client_id: client_id.as_ref().map(text) }
            }
            Self::AwsSigV4 { region, service, access_key_id, secret_access_key, session_token } => {
                Authorization::AwsSigV4 {
                    region: text(region),
                    service: text(service),
                    access_key_id: text(access_key_id),
                    secret_access_key: text(secret_access_key),
                    session_token: session_token.as_ref().map(text),
                }
            }
        }
    }
}

/// How a client shows its id and its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ClientAuthentication {
    /// In the header `Authorization`.
    Basic,
    /// In the body.
    Body,
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
