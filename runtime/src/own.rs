//! Policies of your own, from a crate of your own.
//!
//! A policy is a struct with public fields: its configuration, which the gateway file declares, types and fills. For each
//! section that it may stand in it implements the trait of that section. The emitted code builds the struct for each call
//! and hands it to the function of the section:
//!
//! ```
//! use gatewright_runtime::own::InboundPolicy;
//! use gatewright_runtime::{Call, Fault, Flow};
//! use gatewright_runtime::own::http::StatusCode;
//!
//! /// Refuses models that aren't on the list.
//! pub struct AllowedModels<'p> {
//!     pub model: &'p str,
//!     pub allowed: &'p [&'p str],
//! }
//!
//! impl InboundPolicy for AllowedModels<'_> {
//!     async fn inbound(&self, _: &mut Call) -> Flow {
//!         if self.allowed.contains(&self.model) {
//!             return Ok(());
//!         }
//!         Err(Fault::new(StatusCode::FORBIDDEN, "model_not_allowed", "This model is not allowed here."))
//!     }
//! }
//! ```
//!
//! A member of the body, a parameter or a header reaches it as the value of an attribute, by an expression that the compiler
//! has checked against each operation. What doesn't belong to one operation (connections, counters) lives in the crate's own
//! statics.

pub use {bytes, http};

use crate::body::Response;
use crate::call::Call;
use crate::fault::Flow;

/// A policy that may stand in `inbound`: before the call is sent, with the request as the client sent it and broader
/// policies left it.
#[diagnostic::on_unimplemented(
    message = "the policy `{Self}` can't stand in `inbound`",
    label = "the gateway file lists `inbound` among the sections of this policy",
    note = "implement `gatewright_runtime::own::InboundPolicy` for it, or take `inbound` out of its `sections` in the gateway file"
)]
pub trait InboundPolicy {
    /// Runs for each call.
    ///
    /// # Errors
    /// The fault that the call ends with.
    fn inbound(&self, call: &mut Call) -> impl Future<Output = Flow> + Send;
}

/// A policy that may stand in `backend`: as the call is sent, its body checked.
#[diagnostic::on_unimplemented(
    message = "the policy `{Self}` can't stand in `backend`",
    label = "the gateway file lists `backend` among the sections of this policy",
    note = "implement `gatewright_runtime::own::BackendPolicy` for it, or take `backend` out of its `sections` in the gateway file"
)]
pub trait BackendPolicy {
    /// Runs for each call.
    ///
    /// # Errors
    /// The fault that the call ends with.
    fn backend(&self, call: &mut Call) -> impl Future<Output = Flow> + Send;
}

/// A policy that may stand in `outbound`: on the head of the answer. Its body is still on its way.
#[diagnostic::on_unimplemented(
    message = "the policy `{Self}` can't stand in `outbound`",
    label = "the gateway file lists `outbound` among the sections of this policy",
    note = "implement `gatewright_runtime::own::OutboundPolicy` for it, or take `outbound` out of its `sections` in the gateway file"
)]
pub trait OutboundPolicy {
    /// Runs for each answer.
    ///
    /// # Errors
    /// The fault that the call ends with, in place of the answer.
    fn outbound(&self, call: &mut Call, response: &mut Response) -> impl Future<Output = Flow> + Send;
}

/// A policy that may stand in `on-error`: on the answer that tells of an error. It waits for nothing.
#[diagnostic::on_unimplemented(
    message = "the policy `{Self}` can't stand in `on-error`",
    label = "the gateway file lists `on-error` among the sections of this policy",
    note = "implement `gatewright_runtime::own::ErrorPolicy` for it, or take `on-error` out of its `sections` in the gateway file"
)]
pub trait ErrorPolicy {
    /// Runs for each error. [`Call::last_error`] says why the call failed.
    ///
    /// # Errors
    /// The fault that is answered instead.
    fn on_error(&self, call: &mut Call, response: &mut Response) -> Flow;
}

/// Runs a policy in `inbound`; `name` is what the gateway file calls it.
///
/// # Errors
/// Those of the policy, with its name.
pub async fn inbound<P: InboundPolicy + Sync>(name: &'static str, policy: &P, call: &mut Call) -> Flow {
    policy.inbound(call).await.map_err(|fault| fault.by(name))
}

/// Runs a policy in `backend`; `name` is what the gateway file calls it.
///
/// # Errors
/// Those of the policy, with its name.
pub async fn backend<P: BackendPolicy + Sync>(name: &'static str, policy: &P, call: &mut Call) -> Flow {
    policy.backend(call).await.map_err(|fault| fault.by(name))
}

/// Runs a policy in `outbound`; `name` is what the gateway file calls it.
///
/// # Errors
/// Those of the policy, with its name.
pub async fn outbound<P>(name: &'static str, policy: &P, call: &mut Call, response: &mut Response) -> Flow
where
    P: OutboundPolicy + Sync,
{
    policy.outbound(call, response).await.map_err(|fault| fault.by(name))
}

/// Runs a policy in `on-error`; `name` is what the gateway file calls it.
///
/// # Errors
/// Those of the policy, with its name.
pub fn on_error<P: ErrorPolicy>(name: &'static str, policy: &P, call: &mut Call, response: &mut Response) -> Flow {
    policy.on_error(call, response).map_err(|fault| fault.by(name))
}
