//! Rules for strings.

use super::cursor::{Checked, Json, Kind};
use super::format::Format;
use super::outcome::Limit;
use super::pattern::Pattern;

/// What a string must keep. Lengths count Unicode scalar values of the decoded string.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// `minLength`
    pub min_length: u64,
    /// `maxLength`
    pub max_length: Option<u64>,
    /// `pattern`: stands anywhere in the string.
    pub pattern: Option<&'static Pattern>,
    /// `format`, where the document asks to assert it.
    pub format: Option<Format>,
}

/// A keyword that is broken, and its limit.
pub(super) type Broken = (&'static str, Option<Limit>);

impl Text {
    /// Every string.
    pub const ANY: Text = Text { min_length: 0, max_length: None, pattern: None, format: None };

    pub(super) fn broken_length(&self, length: u64) -> Option<Broken> {
        if length < self.min_length {
            return Some(("minLength", Some(Limit::Count(self.min_length))));
        }
        self.max_length.filter(|most| length > *most).map(|most| ("maxLength", Some(Limit::Count(most))))
    }

    pub(super) fn broken_pattern(&self, text: &str) -> Option<Broken> {
        let pattern = self.pattern.filter(|pattern| !pattern.is_match(text))?;
        Some(("pattern", Some(Limit::Text(pattern.source()))))
    }

    pub(super) fn broken_format(&self, text: &str) -> Option<Broken> {
        let format = self.format.filter(|format| !format.accepts(text))?;
        Some(("format", Some(Limit::Text(format.name()))))
    }
}

impl Json<'_> {
    /// A string that keeps the rules.
    pub fn text(&mut self, rules: &Text) -> Checked {
        if !self.expect(Kind::String)? {
            return Ok(());
        }
        let start = self.at;
        let token = self.string_token()?;
        // A scalar takes 1 byte at least and 12 (two escapes) at most, so most lengths need no count.
        let bytes = token.raw.len() as u64;
        if (bytes / 12 < rules.min_length || rules.max_length.is_some_and(|most| bytes > most))
            && let Some((keyword, limit)) = rules.broken_length(token.length())
        {
            self.violate(start, keyword, limit)?;
        }
        if rules.pattern.is_none() && rules.format.is_none() {
            return Ok(());
        }
        let text = token.decoded();
        for (keyword, limit) in [rules.broken_pattern(&text), rules.broken_format(&text)].into_iter().flatten() {
            self.violate(start, keyword, limit)?;
        }
        Ok(())
    }
}
