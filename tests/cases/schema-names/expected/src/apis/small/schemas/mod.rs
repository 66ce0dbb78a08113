//! The schemas of `small` that its operations check, by their names in the spec.

pub mod caf_ue9;
pub mod con_f5af;
pub mod foo_bar_86fb;
pub mod foo_bar_eebc;
pub mod mod_;
pub mod n2nd;
pub mod n50;
pub mod thing;
pub mod type_;
pub mod with_space_slash;
