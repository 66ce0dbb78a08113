//! Headers that most messages don't have, looked for by comparison: messages have few, and a look-up in the map reads and hashes
//! the name, which costs more.

use http::{HeaderMap, HeaderName, HeaderValue};

/// Whether there is such a header.
pub(crate) fn bears(headers: &HeaderMap, name: &HeaderName) -> bool {
    headers.keys().any(|known| known == name)
}

/// The first line of such a header.
pub(crate) fn first<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h HeaderValue> {
    headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
}
