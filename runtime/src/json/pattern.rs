//! Regular expressions of a document, compiled when they are first met.

use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;

/// The most steps of a match that tries one way after the other. A text that takes more doesn't match.
const MOST_STEPS: usize = 100_000;

/// A `pattern`, in the syntax of the `regex` crate; the compiler of the gateway translates it from ECMA-262 beforehand.
/// It is matched in linear time, unless it looks around or back: then ways are tried, [`MOST_STEPS`] at the most.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    translation: &'static str,
    /// `None` inside: the translation is no regular expression.
    compiled: OnceLock<Option<Compiled>>,
}

#[derive(Debug)]
enum Compiled {
    Linear(Regex),
    Trying(Box<fancy_regex::Regex>),
}

impl Compiled {
    fn new(pattern: &str) -> Option<Self> {
        if let Ok(regex) = Regex::new(pattern) {
            return Some(Self::Linear(regex));
        }
        let regex = fancy_regex::RegexBuilder::new(pattern).backtrack_limit(MOST_STEPS).build();
        regex.ok().map(|regex| Self::Trying(Box::new(regex)))
    }

    fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Linear(regex) => regex.is_match(text),
            Self::Trying(regex) => regex.is_match(text).unwrap_or(false),
        }
    }

    fn places(&self, text: &str) -> Option<Vec<Range<usize>>> {
        match self {
            Self::Linear(regex) => Some(regex.find_iter(text).map(|found| found.range()).collect()),
            Self::Trying(regex) => regex.find_iter(text).map(|found| found.ok().map(|found| found.range())).collect(),
        }
    }
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
        let compiled = self.compiled.get_or_init(|| Compiled::new(self.translation));
        compiled.as_ref().is_some_and(|compiled| compiled.is_match(text))
    }

    /// Where it occurs in the text. `None`: that can't be said, since it took too many steps, or the translation is no
    /// regular expression.
    pub(crate) fn places(&self, text: &str) -> Option<Vec<Range<usize>>> {
        self.compiled.get_or_init(|| Compiled::new(self.translation)).as_ref()?.places(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn look_around_and_references_are_matched_within_a_bound() {
        static AHEAD: Pattern = Pattern::new("^(?!x-)[a-z-]+$");
        assert!(AHEAD.is_match("ab") && !AHEAD.is_match("x-ab"));
        static BACK: Pattern = Pattern::new(r"^(a|b)\1$");
        assert!(BACK.is_match("aa") && !BACK.is_match("ab"));
        // Each letter doubles the ways to split the text.
        static HOSTILE: Pattern = Pattern::new(r"^(?=a)(\w+\w+)+\1!$");
        let began = std::time::Instant::now();
        assert!(!HOSTILE.is_match(&"a".repeat(200)));
        assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
    }
}
