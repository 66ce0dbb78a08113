//! The schemas of `small` that its operations check, by their names in the spec.

pub mod cat;
pub mod dog;
pub mod note;
pub mod own;
pub mod part;
pub mod pet;
pub mod thing;
