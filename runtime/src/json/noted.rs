//! What a check notes on its way, for whoever looks into the body next and would have to go through all of it again.

use std::ops::Range;

use super::cursor::{Check, Json};
use super::outcome::{Passed, Rejected, refusal, utf8};
use super::skip::Token;

/// How many members are noted. A body with more is gone through by whoever wants to know.
const MOST: usize = 64;

/// What was noted of a body that passed.
#[derive(Debug)]
pub(crate) struct Noted {
    /// The members of the object that the body is: where each has its name, and, from the colon on, its value.
    members: Vec<(Range<usize>, Range<usize>)>,
    /// Whether that object was read to its end, the last time that it was read.
    whole: bool,
    /// Whether it has more members than are noted.
    many: bool,
    beginnings: &'static [&'static str],
    met: bool,
}

impl Noted {
    /// The raw name and the value of each top-level member, in their order. `None`: that is not known.
    pub(crate) fn members<'b>(&self, body: &'b [u8]) -> Option<impl Iterator<Item = (&'b [u8], &'b [u8])>> {
        let part = |range: &Range<usize>| body.get(range.clone()).unwrap_or_default();
        let pairs = self.members.iter().map(move |(name, value)| (part(name), part(value).trim_ascii_start()));
        self.whole.then_some(pairs)
    }

    /// Whether a string, of a member's name or of a value, begins with one of the beginnings, or may by an escape.
    pub(crate) fn has_met(&self) -> bool {
        self.met
    }

    /// An object at the top is read, perhaps not for the first time.
    #[cold]
    pub(super) fn begin(&mut self) {
        self.members.clear();
        (self.whole, self.many) = (false, false);
    }

    #[cold]
    pub(super) fn end(&mut self) {
        self.whole = !self.many;
    }

    #[cold]
    pub(super) fn member(&mut self, name: Range<usize>, value: Range<usize>) {
        if self.members.len() < MOST {
            self.members.push((name, value));
        } else {
            self.many = true;
        }
    }

    #[inline(never)]
    pub(super) fn string(&mut self, token: Token<'_>) {
        let bytes = token.raw.as_bytes();
        self.met |= self.beginnings.iter().any(|beginning| bytes.starts_with(beginning.as_bytes()));
    }

    /// An escape may stand for any character.
    #[cold]
    pub(super) fn unicode_escape(&mut self) {
        self.met = true;
    }
}

/// Checks a whole body, and notes where its members are and whether any of its strings begins with one of these.
///
/// # Errors
/// As [`check`](super::check).
pub(crate) fn check_and_note(
    body: &[u8],
    check: Check,
    beginnings: &'static [&'static str],
) -> Result<(Passed, Noted), Rejected> {
    let text = utf8(body)?;
    let noted = Noted { members: Vec::with_capacity(16), whole: false, many: false, beginnings, met: false };
    let mut json = Json::new(text).noting(noted);
    match (json.whole(check), json.noted.take()) {
        (Ok(()), Some(noted)) => Ok((Passed { unknown_values: json.unknown }, *noted)),
        _ => Err(refusal(text, false, json.fault, check)),
    }
}
