//! JSON Schema to rules: what a value must satisfy, with every union decided, every composition merged that can be, and
//! recursion cut at named schemas.
//!
//! This stage never looks at an operation and never chooses a Rust name.

mod alternatives;
mod applied;
mod cycle;
mod evaluated;
mod facets;
mod finish;
mod implied;
mod keywords;
mod literal;
mod lower;
mod meet;
mod pattern;
mod peek;
mod read_only;
mod reference;
mod repair;
mod resource;
mod rule;
#[cfg(test)]
mod tests;
mod union;
pub mod xml;

pub use literal::Literal;
pub use lower::{Options, Schemas, lower};
pub(crate) use pattern::{matches_nothing, translate as translated};
pub use repair::{REPAIRS, Repair, Repairs};
pub use rule::{
    Array, Bound, ByMember, ByType, Contains, Evaluated, Inside, Named, Numeric, Object, Others, Place, Property, Rule,
    Text, Unevaluated, Way, When,
};
