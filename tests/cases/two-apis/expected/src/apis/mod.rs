//! The APIs, one a folder.

pub mod kebab_name;
pub mod parameters_cd99;
pub mod std_4ff2;
