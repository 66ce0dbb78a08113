//! The operations of `small`, one a file.

pub mod get_a;
pub mod put_a;
pub mod other;
