//! What concerns the gateway as a whole: listeners, limits, subscriptions, repairs, the runtime.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use super::{Credential, Scalar, Sections, Spanned, Text};
use crate::diagnostic::Code;

/// The admin listener: `/healthz`, `/readyz`, `/metrics`.
#[derive(Clone, Debug)]
pub struct Admin {
    /// Where it listens unless the binary is told otherwise.
    pub listen: Spanned<SocketAddr>,
}

/// Where subscriptions are kept.
#[derive(Clone, Debug)]
pub struct Subscriptions {
    /// Relative to the binary's configuration directory.
    pub file: Spanned<String>,
    /// What each of them may say beside its keys, by name.
    pub attributes: BTreeMap<String, Attribute>,
}

/// What models cost.
#[derive(Clone, Debug)]
pub struct Prices {
    /// Relative to the binary's configuration directory.
    pub file: Spanned<String>,
    /// The currency of all amounts.
    pub currency: Spanned<String>,
    /// The model whose price holds for those that have none; `None`: they are refused.
    pub unknown: Option<Spanned<String>>,
}

/// Something that a subscription may say of itself.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name, kebab-case.
    pub name: Spanned<String>,
    /// What holds for a subscription that doesn't say it, and for calls without one; its type is the attribute's.
    pub default: Scalar,
}

/// APIs under one name.
#[derive(Clone, Debug)]
pub struct Product {
    /// Its name, kebab-case.
    pub name: Spanned<String>,
    /// The names of its APIs, each of them declared; at least one.
    pub apis: Vec<Spanned<String>>,
    /// Whether its APIs may be called by it without a key: an open product.
    pub open: bool,
    /// The policies of calls that come by it; plain lists.
    pub policies: Sections,
}

/// Where the counters of limits are kept.
#[derive(Clone, Debug, Default)]
pub enum State {
    /// In the gateway's process.
    #[default]
    Memory,
    /// In a Redis that several gateways share.
    Redis {
        /// Its URL.
        url: Text,
        /// Whether calls are refused while it can't be asked.
        fail_closed: bool,
        /// How long an answer may take; `None`: as the runtime has it.
        timeout: Option<Spanned<Duration>>,
    },
}

/// Where each call of a model is told of.
#[derive(Clone, Debug)]
pub struct LlmLog {
    /// The place of its key.
    pub span: crate::source::Span,
    /// Relative to the binary's configuration directory; `None`: where the access log goes.
    pub file: Option<Spanned<String>>,
    /// Whether records are sent by OTLP too.
    pub otlp: bool,
}

/// Spans and metrics by OTLP. What is `None` has the runtime's default.
#[derive(Clone, Debug, Default)]
pub struct Otlp {
    /// The URL below which the signals are; `None`: the environment says it.
    pub endpoint: Option<Text>,
    /// Headers of each export, by their names in lower case.
    pub headers: BTreeMap<String, Credential>,
    /// Of how many calls spans are sent, from 0 to 1.
    pub sample: Option<f64>,
    /// How often metrics are sent.
    pub interval: Option<Spanned<Duration>>,
}

/// The listener. What is `None` has the runtime's default.
#[derive(Clone, Debug, Default)]
pub struct Server {
    /// The certificate that callers are greeted with; without one, there is no TLS.
    pub tls: Option<Tls>,
    /// What a caller may take up.
    pub limits: Limits,
    /// How long running calls may go on after the signal to stop.
    pub drain: Option<Spanned<Duration>>,
    /// Networks whose word on who called is taken: addresses, or addresses with the length of a prefix.
    pub trusted_proxies: Vec<Spanned<String>>,
}

/// TLS on the listener: PEM files, relative to the binary's configuration directory.
#[derive(Clone, Debug)]
pub struct Tls {
    /// The certificate, with those that lead to its authority behind it.
    pub certificate: Spanned<String>,
    /// Its private key.
    pub key: Spanned<String>,
    /// The authorities of callers' certificates, and whether each caller must show one.
    pub clients: Option<(Spanned<String>, bool)>,
}

/// What a caller may take up. What is `None` has the runtime's default.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// Bytes of a request's body.
    pub body: Option<Spanned<u64>>,
    /// Connections at a time, at least one.
    pub connections: Option<Spanned<u32>>,
    /// Bytes of a request's head.
    pub headers: Option<Spanned<u64>>,
    /// Headers of a request, at least one.
    pub header_count: Option<Spanned<u32>>,
    /// How long a caller may take to send a head.
    pub header_timeout: Option<Spanned<Duration>>,
    /// How long a caller may pause while it sends a body.
    pub body_idle: Option<Spanned<Duration>>,
    /// How long a body may take to arrive.
    pub body_timeout: Option<Spanned<Duration>>,
    /// How long a caller may take nothing of an answer.
    pub answer_idle: Option<Spanned<Duration>>,
    /// Calls at a time on a connection of HTTP/2, at least one.
    pub streams: Option<Spanned<u32>>,
    /// Calls that may be called off within ten seconds on a connection of HTTP/2, at least one.
    pub resets: Option<Spanned<u32>>,
    /// How long a connection without a call stays open.
    pub keep_alive: Option<Spanned<Duration>>,
}

/// Which repairs of specs are switched off.
#[derive(Clone, Debug)]
pub enum Repairs {
    /// These, each of them a repair; often none.
    Disabled(Vec<Spanned<Code>>),
    /// All: specs are read by the letter.
    AllDisabled,
}

impl Default for Repairs {
    fn default() -> Self {
        Self::Disabled(Vec::new())
    }
}

impl Repairs {
    /// Whether a repair is applied.
    #[must_use]
    pub fn applies(&self, repair: Code) -> bool {
        match self {
            Self::Disabled(codes) => codes.iter().all(|code| code.value != repair),
            Self::AllDisabled => false,
        }
    }
}

/// Where the emitted crate takes its runtime from.
#[derive(Clone, Debug, Default)]
pub enum Runtime {
    /// Its source is written into the emitted crate.
    #[default]
    Vendored,
    /// It comes from elsewhere.
    From(Origin),
}

/// Where Cargo takes a crate from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A path, relative to the emitted crate.
    Path(Spanned<String>),
    /// A requirement of Cargo on the published crate's version.
    Version(Spanned<String>),
    /// A revision of a repository.
    Git {
        /// The repository.
        url: Spanned<String>,
        /// A commit, 7 to 40 hexadecimal digits.
        rev: Spanned<String>,
    },
}
