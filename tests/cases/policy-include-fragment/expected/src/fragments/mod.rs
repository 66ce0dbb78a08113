//! The fragments.

pub mod checked;
pub mod marked;
