//! Closing brackets in the column of their key: YAML 1.2 forbids them, most readers take them, and published specs
//! have them. The parser takes them too, except behind a quoted text.
//!
//! The parser cannot be told to go on, so the text is given to it again with the line break before the bracket blanked
//! out. That changes no length, so every place stays right.

use std::borrow::Cow;

/// How many bytes may be read again in all.
const MAX_AGAIN: usize = 256 << 20;

pub(super) struct Shifted<'a> {
    text: Cow<'a, str>,
    again: usize,
}

impl<'a> Shifted<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), again: 0 }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Joins the line of a closing bracket to the one before; says whether that was possible.
    pub(super) fn shift(&mut self, bracket: usize) -> bool {
        self.again += bracket;
        let before = self.text[..bracket].trim_end_matches(' ');
        let broken = before.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        let Some(line) = broken else { return false };
        let last_line = line.rsplit('\n').next().unwrap_or_default();
        if !self.text[bracket..].starts_with([']', '}']) || last_line.contains('#') || self.again > MAX_AGAIN {
            return false;
        }
        let (from, to) = (line.len(), before.len());
        self.text.to_mut().replace_range(from..to, &" ".repeat(to - from));
        true
    }
}
