//! Backends: where calls go.

use serde::Serialize;

use super::Words;
pub use crate::policy::model::{
    Authorization, BackOff, BreakerRule, ClientAuthentication, Condition, Failover, SessionAffinity, Trips,
};

/// A backend.
#[derive(Clone, Debug, Serialize)]
pub struct Backend {
    /// As the gateway file has it, or the name of the API whose own backend it is.
    pub name: String,
    /// The field that holds it.
    pub ident: String,
    /// What stands behind the name.
    pub target: Target,
}

/// What stands behind a backend's name.
#[derive(Clone, Debug, Serialize)]
pub enum Target {
    /// One server.
    Server(Server),
    /// Several backends.
    Pool(Pool),
    /// Those of the models of an API: the field that holds the API's own, and the fields that hold those that targets name.
    ByModel {
        /// For calls without a model, and for targets that name no other.
        own: String,
        /// Each once.
        named: Vec<String>,
    },
}

/// A server that calls are sent to.
#[derive(Clone, Debug, Serialize)]
pub struct Server {
    /// Its base URL.
    pub url: Words,
    /// Credentials in headers.
    pub headers: Vec<(String, Words)>,
    /// Credentials in the query.
    pub query: Vec<(String, Words)>,
    /// What is made for the header `Authorization`. Left out of the lock file where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<Box<Authorization<Words>>>,
    /// Time-outs in milliseconds that depart from the runtime's own: connect, headers, idle.
    pub timeout: [Option<u64>; 3],
    /// When it is left alone for a while.
    pub circuit_breaker: Vec<BreakerRule>,
}

impl Server {
    /// A server of which nothing but the URL is said.
    #[must_use]
    pub fn at(url: Words) -> Self {
        Self {
            url,
            headers: Vec::new(),
            query: Vec::new(),
            authorization: None,
            timeout: [None; 3],
            circuit_breaker: Vec::new(),
        }
    }
}

/// A pool of backends.
#[derive(Clone, Debug, Serialize)]
pub struct Pool {
    /// Its members, in the order of the gateway file.
    pub members: Vec<Member>,
    /// When a call is sent again.
    pub retry: Option<Failover>,
    /// Whether calls of one session go to one member.
    pub session_affinity: Option<SessionAffinity>,
}

/// A backend in a pool.
#[derive(Clone, Debug, Serialize)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// The field that holds it.
    pub ident: String,
    /// The least is called first.
    pub priority: u32,
    /// Its share among those of its priority.
    pub weight: u32,
}
