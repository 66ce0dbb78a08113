//! From a method and a path to a route: a tree of segments, built once from the routes of the emitted crate.
//!
//! At each segment literals come before patterns (`{model}:generate`), patterns before plain parameters, parameters before
//! `{*rest}`; where one way leads nowhere the next is tried. Literals compare decoded, and a trailing slash counts. Behind
//! the path a template may ask for a pair of the query (`?name=value`), then for a header (`#name=value`); those that ask
//! for more come first. The router never looks at a body.

mod captures;
mod pattern;
mod tree;

pub use captures::Captures;
pub(crate) use tree::{Match, Matcher};

#[cfg(test)]
mod tests;
