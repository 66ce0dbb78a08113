//! Schemas over the same value: `anyOf`, `oneOf`, `allOf`, `not`, `if`.

use super::cursor::{Attempt, Check, Checked, Json};

/// The branch that came furthest before it failed, when one did: what its author most likely meant.
#[derive(Default)]
struct Nearest {
    check: Option<Check>,
    read: usize,
}

impl Nearest {
    fn add(&mut self, check: Check, read: usize) {
        if read > self.read {
            *self = Nearest { check: Some(check), read };
        } else if read == self.read {
            self.check = None;
        }
    }
}

impl Json<'_> {
    /// The first check that passes: `anyOf`. Later ones aren't tried. Where none passes, what breaks the one that came
    /// furthest is listed too.
    pub fn any_of(&mut self, checks: &[Check]) -> Checked {
        self.space();
        let mut nearest = Nearest::default();
        for check in checks {
            match self.attempt(*check)? {
                Attempt::Passed => return Ok(()),
                Attempt::Failed { read } => nearest.add(*check, read),
            }
        }
        self.none_of("anyOf", &nearest)
    }

    /// Notes that no branch passes, and what breaks the nearest one.
    #[cold]
    fn none_of(&mut self, keyword: &'static str, nearest: &Nearest) -> Checked {
        self.violate(self.at, keyword, None)?;
        let Some(check) = nearest.check else { return self.skip() };
        self.spend(nearest.read)?;
        self.nested(check)
    }

    /// Exactly one check passes: `oneOf`. Where none does, it is listed as for `anyOf`.
    pub fn one_of(&mut self, checks: &[Check]) -> Checked {
        self.space();
        let start = self.at;
        let unknown = self.unknown;
        let mut passed = None;
        let mut nearest = Nearest::default();
        for check in checks {
            (self.at, self.unknown) = (start, unknown);
            if let Attempt::Failed { read } = self.attempt(*check)? {
                nearest.add(*check, read);
                continue;
            }
            if passed.is_some() {
                self.at = start;
                return self.refuse("oneOf", None);
            }
            passed = Some((self.at, self.unknown));
        }
        match passed {
            Some((end, unknown)) => {
                (self.at, self.unknown) = (end, unknown);
                Ok(())
            }
            None => {
                self.at = start;
                self.none_of("oneOf", &nearest)
            }
        }
    }

    /// Each check passes: `allOf`. A rule that two of them have is listed once, and so are unknown values.
    pub fn all_of(&mut self, checks: &[Check]) -> Checked {
        self.space();
        let start = self.at;
        let unknown = self.unknown;
        let mut most = unknown;
        let Some((first, rest)) = checks.split_first() else { return self.skip() };
        self.nested(*first)?;
        for check in rest {
            most = most.max(self.unknown);
            self.spend(self.at - start)?;
            (self.at, self.unknown) = (start, unknown);
            self.nested(*check)?;
        }
        self.unknown = most.max(self.unknown);
        Ok(())
    }

    /// The check fails: `not`.
    pub fn not(&mut self, check: Check) -> Checked {
        self.space();
        let start = self.at;
        let unknown = self.unknown;
        let passed = self.trial(check)?;
        (self.at, self.unknown) = (start, unknown);
        if passed { self.refuse("not", None) } else { self.skip() }
    }

    /// `then` where `condition` passes, `otherwise` where it doesn't: `if`, `then`, `else`.
    pub fn when(&mut self, condition: Check, then: Check, otherwise: Check) -> Checked {
        self.space();
        let start = self.at;
        let unknown = self.unknown;
        let passed = self.trial(condition)?;
        (self.at, self.unknown) = (start, unknown);
        self.nested(if passed { then } else { otherwise })
    }
}
