//! The gateway file: the tree of nodes to a checked, fully typed model with spans, and the catalogue of policies.
//!
//! This stage never opens a file and knows no OpenAPI: whether an operation, a schema or a parameter exists is for the
//! linker to say. What it returns is complete in itself: every named value and backend that is named exists, every
//! attribute has its type, and defaults are filled in wherever they don't depend on a spec or on the runtime.

pub mod catalogue;
pub mod docs;
mod format;
pub mod model;
mod read;
pub mod schema;
mod unsupported;

#[cfg(test)]
mod tests;

pub(crate) use catalogue::refused_header;
pub use model::*;
pub(crate) use read::{is_kebab_case, is_token};

use crate::diagnostic::Diagnostics;
use crate::source::{Node, Sources};

/// Reads a gateway file; `sources` have the texts that its nodes come from. All problems are said, not only the first one; `None` comes with an error.
pub fn read(node: &Node, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<GatewayFile> {
    read::gateway_file(node, sources, diagnostics)
}
