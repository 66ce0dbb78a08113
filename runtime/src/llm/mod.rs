//! What an LLM's answers have in common: streams of server-sent events, and the count of tokens that they report.
//!
//! Bytes pass through here as they came and when they came. This stage never holds an event back and never rewrites one;
//! all that it adds is a last event that says so when a stream broke off.

pub mod events;
pub mod interruption;
pub mod sse;
pub mod usage;
