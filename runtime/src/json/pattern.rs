//! Regular expressions of a document, compiled when they are first met.

use std::sync::OnceLock;

use regex::Regex;

/// A `pattern`, in the syntax of the `regex` crate; the compiler of the gateway translates it from ECMA-262 beforehand.
#[derive(Debug)]
pub struct Pattern {
    written: &'static str,
    source: &'static str,
    /// `None` inside: the source is no regular expression.
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern that stands in the document as the `regex` crate reads it.
    pub const fn new(source: &'static str) -> Pattern {
        Pattern::translated(source, source)
    }

    /// A pattern that was translated: `written` is the document's, and is what violations show.
    pub const fn translated(written: &'static str, source: &'static str) -> Pattern {
        Pattern { written, source, compiled: OnceLock::new() }
    }

    /// The pattern as the document has it.
    pub fn source(&self) -> &'static str {
        self.written
    }

    /// Whether it occurs in the text. A source that is no regular expression occurs nowhere.
    pub fn is_match(&self, text: &str) -> bool {
        self.compiled.get_or_init(|| Regex::new(self.source).ok()).as_ref().is_some_and(|regex| regex.is_match(text))
    }
}
