//! Backends: where calls go.

use serde::Serialize;

use super::Words;
pub use crate::policy::model::{BreakerRule, Condition, Trips};

/// A backend.
#[derive(Clone, Debug, Serialize)]
pub struct Backend {
    /// As the gateway file has it, or the name of the API whose own backend it is.
    pub name: String,
    /// The field that holds it.
    pub ident: String,
    /// Its base URL.
    pub url: Words,
    /// Credentials in headers.
    pub headers: Vec<(String, Words)>,
    /// Credentials in the query.
    pub query: Vec<(String, Words)>,
    /// Time-outs in milliseconds that depart from the runtime's own: connect, headers, idle.
    pub timeout: [Option<u64>; 3],
    /// When it is left alone for a while.
    pub circuit_breaker: Vec<BreakerRule>,
}
