//! The way to a backend: its settings, its connections, one exchange with it, and the body that it answers with.
//!
//! A connection is driven by the call that uses it, in that call's own task: a frame that the backend sent is handed on
//! without a switch of tasks, frames that came together leave together, and a call that is dropped takes its connection
//! with it, which is how a backend learns that nobody waits any more.
//!
//! This stage never looks into a body and never tries a second backend.

mod answer;
mod backend;
mod connect;
mod connection;
mod failure;
mod outgoing;
mod pool;
mod request;
mod stream;
mod tls;

pub use answer::{Answer, Cut};
pub use backend::{Backend, BackendSettings, Credentials, Timeouts};
pub use failure::{Failure, Stage};
