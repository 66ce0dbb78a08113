//! The products that have policies.

pub mod free;
pub mod paid;
