//! Regular expressions of a document, compiled when they are first met.

use std::sync::OnceLock;

use regex::Regex;

/// A `pattern`, in the syntax of the `regex` crate; the compiler of the gateway translates it from ECMA-262 beforehand.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    translation: &'static str,
    /// `None` inside: the translation is no regular expression.
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern that stands in the document as the `regex` crate reads it.
    pub const fn new(source: &'static str) -> Pattern {
        Pattern::translated(source, source)
    }

    /// A pattern that was translated: `source` is the document's, and is what violations show.
    pub const fn translated(source: &'static str, translation: &'static str) -> Pattern {
        Pattern { source, translation, compiled: OnceLock::new() }
    }

    /// The pattern as the document has it.
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// Whether it occurs in the text. A translation that is no regular expression occurs nowhere.
    pub fn is_match(&self, text: &str) -> bool {
        self.compiled
            .get_or_init(|| Regex::new(self.translation).ok())
            .as_ref()
            .is_some_and(|regex| regex.is_match(text))
    }
}
