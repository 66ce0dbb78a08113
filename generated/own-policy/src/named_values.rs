//! Named values: what the gateway file leaves to its environment.

use gatewright_runtime::Start;

/// The values that are read at start.
pub struct NamedValues {
    /// `free-words`
    pub free_words: i64,
    /// `upstream`
    pub upstream: String,
}

impl NamedValues {
    /// Reads them; what is missing is named.
    pub fn load(start: &mut Start) -> Self {
        Self {
            free_words: start.env_or("free-words", "FREE_WORDS", 200),
            upstream: start.env_or("upstream", "UPSTREAM_URL", "http://127.0.0.1:9000".to_owned()),
        }
    }
}
