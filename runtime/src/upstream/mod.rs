//! The way to a backend: its settings, its connections, one exchange with it, and the body that it answers with.
//!
//! A connection is driven by the call that uses it, in that call's own task: a frame that the backend sent is handed on
//! without a switch of tasks, frames that came together leave together, and a call that is dropped takes its connection
//! with it, which is how a backend learns that nobody waits any more. Where a policy asks for HTTP/2, calls share a
//! connection, which a task of its own drives; a call that is dropped resets its stream.
//!
//! This stage never looks into a body.

mod answer;
mod authorization;
mod backend;
mod breaker;
mod by_model;
mod condition;
mod connect;
mod connection;
mod failure;
mod fetch;
mod http1;
mod idle;
mod origin;
mod outgoing;
mod pool;
mod redirect;
mod replay;
mod request;
mod settings;
mod shared;
mod stream;
mod tls;
mod url;
mod version;

pub(crate) use answer::DISCARDED;
pub use answer::{Answer, Cut};
pub(crate) use authorization::Tokens;
pub use authorization::{Authorization, AwsSigV4, ClientAuthentication, ClientCredentials, ManagedIdentity};
pub use backend::Backend;
pub(crate) use breaker::{Breaker, Phase};
pub use breaker::{BreakerRule, Trips};
pub use condition::When;
pub use connect::HttpVersion;
pub use failure::{Failure, Stage};
pub(crate) use fetch::{Ask, fetch};
pub(crate) use outgoing::whole;
pub use pool::{BackOff, Failover, SessionAffinity};
pub(crate) use replay::Replay;
pub(crate) use request::{names_headers, strip_named};
pub use settings::{BackendSettings, Credentials, PoolMember, PoolSettings, Timeouts};
pub(crate) use url::ServerUrl;
