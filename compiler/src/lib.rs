//! Gatewright: OpenAPI specs and one gateway file in, a typed Rust gateway crate out.
//!
//! The modules stand in the order of the pipeline; arrows run one way, from the bottom of this list to its top.

pub mod diagnostic;
pub mod source;

pub mod bundle;
pub mod openapi;
pub mod schema;

pub mod expression;

pub mod policy;

pub mod gateway;

pub mod emit;

mod compatible;
mod compile;
mod parallel;
pub mod progress;
mod template;

pub mod output;

pub mod deploy;
pub mod import;
pub mod mock;

pub mod cli;

pub use compile::{Compiled, Input, Output, compile};
