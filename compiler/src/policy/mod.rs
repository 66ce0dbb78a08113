//! The gateway file: the tree of nodes to a checked, fully typed model with spans, and the catalogue of policies.
//!
//! This stage never opens a file and knows no OpenAPI: whether an operation, a schema or a parameter exists is for the
//! linker to say. What it returns is complete in itself: every named value and backend that is named exists, every
//! attribute has its type, every default is filled in.

pub mod model;

pub use model::*;
