//! The schemas of `small` that its operations check, by their names in the spec.

pub mod thing_5b2b;
pub mod thing_b3cb;
pub mod thing_fb8b;
pub mod u65e5_u672c;
