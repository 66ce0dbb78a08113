//! What answers have used that came with success and were given up for another attempt, as `retry` does. The caller sees none of
//! them, but they were made and have to be paid.

use super::spent::{Spent, tokens};
use crate::llm::usage::Usage;

/// The answers of a call that were given up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct GivenUp {
    /// What they reported, together.
    reported: Option<Usage>,
    /// How many reported nothing before they were given up.
    silent: u64,
}

impl GivenUp {
    /// Counts one more, by what it reported.
    pub(crate) fn count(&mut self, usage: Option<Usage>) {
        match usage {
            Some(usage) => self.reported = Some(self.reported.map_or(usage, |before| before.plus(&usage))),
            None => self.silent += 1,
        }
    }

    /// The tokens of all answers, when the last one has reported these.
    pub(crate) fn with_last(&self, last: Option<Usage>) -> Option<Usage> {
        match (self.reported, last) {
            (Some(before), Some(last)) => Some(before.plus(&last)),
            (before, last) => before.or(last),
        }
    }

    /// What takes the place of a reservation, where the last answer has spent so much: those that said nothing have each used
    /// what was reserved for one.
    pub(super) fn used(&self, spent: Spent, reserved: u64) -> u64 {
        let last = match spent {
            Spent::Tokens(tokens) => tokens,
            Spent::Unknown => reserved,
        };
        let reported = self.reported.as_ref().map_or(0, tokens);
        last.saturating_add(reported).saturating_add(self.silent.saturating_mul(reserved))
    }

    /// How many answers said nothing of what they used.
    pub(super) fn silent(&self) -> u64 {
        self.silent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_given_up_is_added_and_the_silent_have_used_what_was_reserved() {
        let usage = |prompt, completion| Usage {
            prompt_tokens: Some(prompt),
            completion_tokens: Some(completion),
            ..Usage::NONE
        };
        let mut given_up = GivenUp::default();
        assert_eq!((given_up.with_last(None), given_up.used(Spent::Tokens(7), 100)), (None, 7));
        assert_eq!(given_up.used(Spent::Unknown, 100), 100);
        given_up.count(Some(usage(5, 20)));
        given_up.count(Some(Usage { total_tokens: Some(40), ..usage(5, 20) }));
        assert_eq!(given_up.used(Spent::Tokens(7), 100), 72);
        let all = given_up.with_last(Some(usage(5, 2))).unwrap_or_default();
        assert_eq!((all.prompt_tokens, all.completion_tokens, all.total_tokens), (Some(15), Some(42), Some(72)));
        given_up.count(None);
        assert_eq!(given_up.used(Spent::Tokens(7), 100), 172);
        assert_eq!(given_up.silent(), 1);
    }
}
