//! What every emitted gateway links. The runtime knows no OpenAPI: an emitted crate hands it descriptors and functions.
//!
//! [`main`] runs a [`Gateway`]. A request is matched by [`router`], admitted by [`subscription`], and run by the function
//! of its [`Route`], which the emitted crate wrote; [`operation`] is the frame around it.

pub mod body;
pub mod call;
pub mod cross_origin;
mod deadline;
pub mod expression;
pub mod fault;
mod header;
pub mod json;
pub mod llm;
mod media_type;
mod model;
pub mod multipart;
pub mod named_value;
mod network;
pub mod operation;
pub mod own;
pub mod parameter;
pub mod policy;
mod price;
mod query;
pub mod router;
mod secret;
pub mod server;
pub mod store;
pub mod style;
pub mod subscription;
pub mod telemetry;
mod text;
mod token;
pub mod upstream;
pub mod xml;

pub use body::{Body, Response};
pub use call::Call;
pub use cross_origin::{CrossOrigin, Origins};
pub use fault::{Dialect, Fault, Flow, LastError, Section};
/// What binaries of gateways take memory from: a call's state is larger than what the system's allocator is quick at.
pub use mimalloc::MiMalloc as Allocator;
pub use model::{ByModel, Model, Models, Target};
pub use multipart::Field;
pub use named_value::{Fit, FromText, Reload, Reloaded, Start, StartError};
pub use operation::{
    Action, Api, Content, Documented, Example, Fail, Gateway, Life, Operation, RequestBody, Route, Run, Streaming,
    Validate,
};
pub use price::PriceList;
pub use secret::Secret;
pub use server::{Clients, Limits, MIB, Product, Serving, Settings, Tls, serve};
#[cfg(feature = "redis")]
pub use store::RedisSettings;
pub use store::{OnOutage, State};
pub use style::{Encoded, Style};
pub use subscription::{Attribute, Subscription};
#[cfg(feature = "otel")]
pub use telemetry::OtlpSettings;
pub use telemetry::{LlmLog, LlmTexts};
pub use upstream::{
    Authorization, AwsSigV4, BackOff, Backend, BackendSettings, BreakerRule, ClientAuthentication, ClientCredentials,
    Credentials, Failover, ManagedIdentity, PoolMember, PoolSettings, SessionAffinity, Timeouts, Trips, When,
};
