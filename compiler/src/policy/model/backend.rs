//! Backends: where calls go.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Spanned, Text};

/// A server that calls are sent to.
#[derive(Clone, Debug)]
pub struct Backend {
    /// Its name, kebab-case.
    pub name: Spanned<String>,
    /// `http` or `https`, without query and fragment; a trailing slash is taken off where the text is known.
    pub url: Text,
    /// What admits the gateway there.
    pub credentials: Credentials,
    /// How long it may take.
    pub timeout: Timeouts,
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
