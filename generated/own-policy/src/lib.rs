//! The `own-policy` gateway, as Gatewright compiled it from its gateway file and specs.
//!
//! Change those and compile again; `gateway.lock` lists the files that belong to the compiler.

#![forbid(unsafe_code)]

pub mod apis;
pub mod backends;
pub mod gateway;
pub mod named_values;
pub mod router;
