//! The model of a gateway file. Nothing in here is checked again: a value of these types is a good one.

mod api;
mod backend;
mod models;
mod own;
mod policies;
mod server;
mod text;
mod value;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use crate::source::Span;

pub use api::{
    Action, Api, ApiSource, Enums, LlmTexts, Operation, Parameter, StreamUsage, Streaming, Subscription, Tag, Unions,
    UnknownFields, Unmatched, Validate, Validation,
};
pub use backend::{
    Authorization, BackOff, Backend, BreakerRule, ClientAuthentication, Condition, Credential, Credentials, Failover,
    Member, Pool, Server as BackendServer, SessionAffinity, Target, Timeouts, Trips,
};
pub use models::{Model, ModelTarget};
pub use own::PolicyCrate;
pub use policies::{
    Argument, Arguments, Branch, Given, Policy, Section, SectionKind, Sections, TemplatePiece, UriTemplate,
};
pub use server::{
    Admin, Attribute, Limits, LlmLog, Origin, Otlp, Prices, Product, Repairs, Runtime, Server, State, Subscriptions,
    Tls,
};
pub use text::{JsonPlace, Piece, Text, json_places};
pub use value::{NamedValue, NamedValueSource, Scalar, SecretSource, Value, ValueType};

/// A value with the place it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value at a place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A whole gateway file.
#[derive(Clone, Debug)]
pub struct GatewayFile {
    /// The place of the whole document, for what is said about something that is absent.
    pub span: Span,
    /// The name of crate and binary: kebab-case, a valid crate name, no keyword of Rust.
    pub name: Spanned<String>,
    /// Where the binary listens unless it is told otherwise when it starts.
    pub listen: Option<Spanned<SocketAddr>>,
    /// The admin listener; `None`: there is none.
    pub admin: Option<Admin>,
    /// The named values by name. Each one that a text refers to is here.
    pub named_values: BTreeMap<String, NamedValue>,
    /// The backends by name.
    pub backends: BTreeMap<String, Backend>,
    /// The models by the names that callers have for them.
    pub models: BTreeMap<String, Model>,
    /// The APIs by name; at least one.
    pub apis: BTreeMap<String, Api>,
    /// The crates that policies of the user's own come from, by name.
    pub policy_crates: BTreeMap<String, PolicyCrate>,
    /// The policies at gateway scope.
    pub policies: Sections,
    /// Where subscriptions are kept; `None`: there are none, and an API that requires one refuses every call.
    pub subscriptions: Option<Subscriptions>,
    /// What models cost; `None`: that is not known.
    pub prices: Option<Prices>,
    /// Where the counters of limits are kept.
    pub state: State,
    /// The products by name.
    pub products: BTreeMap<String, Product>,
    /// Limits and times of the listener.
    pub server: Server,
    /// Where it is told elsewhere what calls do; `None`: nowhere.
    pub otlp: Option<Otlp>,
    /// Where each call of a model is told of.
    pub llm_log: Option<LlmLog>,
    /// Which repairs of specs are switched off.
    pub repairs: Repairs,
    /// Where the emitted crate takes its runtime from.
    pub runtime: Runtime,
}
