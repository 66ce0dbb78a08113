//! What an LLM's answers have in common: streams of server-sent events, and the count of tokens that they report, or that
//! are counted where nobody reports them.
//!
//! Bytes pass through here as they came and when they came. This stage never holds back an event that is whole and never
//! rewrites one; all that it adds is a last event that says so when a stream broke off, and all that it takes out is the
//! report that the gateway has asked for itself.

mod asked;
mod binary;
pub(crate) mod count;
mod delivered;
mod dimensions;
pub(crate) mod encoding;
mod estimate;
pub mod events;
mod first;
pub mod interruption;
mod media;
pub(crate) mod prompt;
mod redaction;
mod scanner;
pub mod sse;
mod tally;
pub mod usage;

pub(crate) use asked::ask;
pub(crate) use delivered::{Delivered, own};
pub(crate) use estimate::{Completion, Evidence, Kept};
pub(crate) use redaction::Redaction;
pub(crate) use tally::{Counts, Left, Logged, Tally};
