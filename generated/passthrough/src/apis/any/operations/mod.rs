//! The operations of `any`, one a file.

pub mod passthrough;
pub mod passthrough_root;
