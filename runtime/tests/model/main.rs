//! All orders of steps of calls that share a budget, and of those who renew leases, tried one after another by loom.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub)]

mod store;
#[path = "../../src/text.rs"]
#[allow(dead_code)]
mod text;
