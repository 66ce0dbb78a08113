//! Published documents of all kinds, each tried as its user would: compiled behind a gateway file that asks for nothing
//! else, and the emitted crate checked with every warning denied.
//!
//! All crates share one target folder and one set of locked dependencies. Nothing here judges a figure; what may not be
//! honoured yet is listed in `tests/corpus.txt`, which fails when an entry is missing or no longer needed.

mod documents;
mod ratchet;
mod trial;

pub use documents::{Document, documents};
pub use ratchet::{Ratchet, UNSUPPORTED};
pub use trial::{Figures, Workshop, checked, compiled, prepared};
