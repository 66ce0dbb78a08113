//! Schemas over the same value: `anyOf`, `oneOf`, `allOf`, `not`, `if`.

use super::cursor::{Check, Checked, Json};

impl Json<'_> {
    /// The first check that passes: `anyOf`. Later ones aren't tried.
    pub fn any_of(&mut self, checks: &[Check]) -> Checked {
        self.space();
        for check in checks {
            if self.trial(*check)? {
                return Ok(());
            }
        }
        self.refuse("anyOf", None)
    }

    /// Exactly one check passes: `oneOf`.
    pub fn one_of(&mut self, checks: &[Check]) -> Checked {
        self.space();
        let start = self.at;
        let unknown = self.unknown;
        let mut passed = None;
        for check in checks {
            self.at = start;
            self.unknown = unknown;
            if !self.trial(*check)? {
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
                self.refuse("oneOf", None)
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
        first(self)?;
        for check in rest {
            most = most.max(self.unknown);
            self.spend(self.at - start)?;
            (self.at, self.unknown) = (start, unknown);
            check(self)?;
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
        if passed { then(self) } else { otherwise(self) }
    }
}
