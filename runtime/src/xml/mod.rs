//! Bodies in XML. A document becomes a value in the notation of [`json`](crate::json) for values without types, by the
//! [`Layout`] of its schema (OpenAPI 3.1.1, section 4.8.26), and the checks that read JSON read that. This stage never
//! judges a value, never expands what a document defines itself, and what is forwarded are the bytes that came.
//!
//! An element becomes a text, an object of its attributes and child elements, or an array of its child elements. What the
//! layout doesn't know becomes a member of its own name, which the checks take for one that the schema doesn't declare.

mod document;
mod layout;
mod name;
mod notation;
#[cfg(test)]
mod tests;

pub use layout::{Element, Layout, Node};
pub(crate) use notation::{Unread, notation};
