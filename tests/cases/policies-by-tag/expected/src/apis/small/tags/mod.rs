//! The tags of `small` that have policies.

pub mod big_things;
pub mod red_things;
