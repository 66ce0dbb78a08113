//! The gateway as it will be emitted: everything is named, linked and decided.

mod api;
mod backend;
mod model;
mod operation;
mod policy;
mod scope;
mod value;

use serde::Serialize;

pub use api::*;
pub use backend::*;
pub use model::*;
pub use operation::*;
pub use policy::*;
pub use scope::*;
pub use value::*;

pub use crate::policy::catalogue::Fit;
pub use crate::policy::model::SectionKind;

use crate::source::Span;

/// The whole gateway.
#[derive(Clone, Debug, Serialize)]
pub struct Gateway {
    /// The name of the crate and its binary.
    pub name: String,
    /// What the binary is started with unless told otherwise.
    pub settings: Settings,
    /// Named values, by name.
    pub named_values: Vec<NamedValue>,
    /// Backends, by name.
    pub backends: Vec<Backend>,
    /// Models, by the names that callers have for them.
    pub models: Vec<Model>,
    /// Where the counters of limits are kept.
    pub state: State,
    /// Where spans and metrics are sent by OTLP.
    pub otlp: Option<Otlp>,
    /// APIs, by name.
    pub apis: Vec<Api>,
    /// The crates that policies of the user's own come from, by the names of their packages.
    pub policy_crates: Vec<(String, Origin)>,
    /// Policies at gateway scope.
    pub policies: Sections,
    /// Where the emitted crate finds the runtime.
    pub runtime: Runtime,
}

impl Gateway {
    /// Whether a product takes calls to an API that have no subscription.
    #[must_use]
    pub fn opens(&self, api: &Api) -> bool {
        self.settings.products.iter().any(|product| product.open && product.apis.contains(&api.name))
    }

    /// The sections of every scope.
    pub fn sections(&self) -> impl Iterator<Item = &Sections> {
        let products = self.settings.products.iter().map(|product| &product.policies);
        let of_apis = self.apis.iter().flat_map(|api| {
            let tags = api.tags.iter().map(|tag| &tag.policies);
            let operations = api.operations.iter().map(|operation| &operation.policies);
            std::iter::once(&api.policies).chain(tags).chain(operations)
        });
        std::iter::once(&self.policies).chain(products).chain(of_apis)
    }

    /// Whether a policy keeps what calls share: counters.
    #[must_use]
    pub fn shares_state(&self) -> bool {
        self.sections().flat_map(Sections::policies).flat_map(Policy::tree).any(|policy| policy.entry.state)
    }

    /// Whether a policy counts tokens before they are reported.
    pub fn counts_tokens(&self) -> bool {
        self.sections().flat_map(Sections::policies).flat_map(Policy::tree).any(|policy| policy.entry.counts_tokens)
    }
}

/// What a subscription may say of itself.
#[derive(Clone, Debug, Serialize)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// What holds where nothing is said; its type is the attribute's.
    pub default: Scalar,
    /// Where it is declared.
    #[serde(skip)]
    pub span: Span,
}

/// What the binary is started with unless told otherwise.
#[derive(Clone, Debug, Serialize)]
pub struct Settings {
    /// The address that it serves on.
    pub listen: String,
    /// The address of the admin endpoints, if there are any.
    pub admin: Option<String>,
    /// The subscriptions file.
    pub subscriptions: Option<String>,
    /// Where prices come from. Left out of the lock file where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prices: Option<Prices>,
    /// Where each call of a model is told of. Left out of the lock file where that is nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub llm_log: Option<LlmLog>,
    /// What subscriptions may say of themselves, by name.
    pub attributes: Vec<Attribute>,
    /// The products, by name.
    pub products: Vec<Product>,
    /// Networks whose word on who called is taken.
    pub trusted_proxies: Vec<String>,
    /// The files of TLS on the listener. Left out of the lock file where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<Tls>,
    /// Limits that depart from the runtime's own: the field's name and its value.
    pub limits: Vec<(&'static str, Limit)>,
}

/// Where each call of a model is told of.
#[derive(Clone, Debug, Serialize)]
pub struct LlmLog {
    /// The file; `None`: where the access log goes.
    pub file: Option<String>,
    /// Whether OTLP takes the records too.
    pub otlp: bool,
}

/// What models cost.
#[derive(Clone, Debug, Serialize)]
pub struct Prices {
    /// The file.
    pub file: String,
    /// The currency of all amounts.
    pub currency: String,
    /// The model whose price holds for those that have none.
    pub unknown: Option<String>,
}

/// The files of TLS on the listener.
#[derive(Clone, Debug, Serialize)]
pub struct Tls {
    /// The certificate.
    pub certificate: String,
    /// Its key.
    pub key: String,
    /// The authorities of callers' certificates, and whether each caller must show one.
    pub clients: Option<(String, bool)>,
}

/// Where the counters of limits are kept.
#[derive(Clone, Debug, Serialize)]
pub enum State {
    /// In the gateway's process.
    Memory,
    /// In a Redis that several gateways share.
    Redis {
        /// Its URL.
        url: Words,
        /// Whether calls are refused while it can't be asked.
        fail_closed: bool,
        /// How long an answer may take, in milliseconds, where that departs from the runtime's own.
        timeout: Option<u64>,
    },
}

/// Where spans and metrics are sent by OTLP. What is `None` has the runtime's default.
#[derive(Clone, Debug, Serialize)]
pub struct Otlp {
    /// The URL below which the signals are.
    pub endpoint: Option<Words>,
    /// Headers of each export.
    pub headers: Vec<(String, Words)>,
    /// Of how many calls spans are sent.
    pub sample: Option<f64>,
    /// How often metrics are sent, in milliseconds.
    pub interval: Option<u64>,
}

/// A product.
#[derive(Clone, Debug, Serialize)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// The names of its APIs.
    pub apis: Vec<String>,
    /// Whether its APIs may be called by it without a key.
    pub open: bool,
    /// Its module.
    #[serde(skip)]
    pub module: String,
    /// Policies at this scope; an item of its own in the lock.
    #[serde(skip)]
    pub policies: Sections,
}

/// The value of a limit.
#[derive(Clone, Copy, Debug, Serialize)]
pub enum Limit {
    /// A number of bytes.
    Bytes(u64),
    /// A number of things.
    Count(u64),
    /// A time in milliseconds.
    Time(u64),
}

/// Where the emitted crate finds the runtime.
#[derive(Clone, Debug, Serialize)]
pub enum Runtime {
    /// In its own folder.
    Vendored,
    /// Somewhere else.
    From(Origin),
}

/// Where Cargo finds a crate.
#[derive(Clone, Debug, Serialize)]
pub enum Origin {
    /// At a path, relative to the crate.
    Path(String),
    /// In the registry.
    Version(String),
    /// In a repository, at a commit.
    Git(String, String),
}
