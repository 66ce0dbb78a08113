//! Schemas over the same value: `anyOf`, `oneOf`, `allOf`, `not`, `if`, `dependentSchemas`.

use super::cursor::{Attempt, Check, Checked, Json, Kind, Stop};

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

    /// Whether the value under the cursor, which doesn't move, passes a check. Nothing is noted or counted.
    pub(super) fn holds(&mut self, check: Check) -> Result<bool, Stop> {
        self.space();
        let (start, unknown) = (self.at, self.unknown);
        let passed = self.trial(check)?;
        (self.at, self.unknown) = (start, unknown);
        Ok(passed)
    }

    /// The check fails: `not`.
    pub fn not(&mut self, check: Check) -> Checked {
        if self.holds(check)? { self.refuse("not", None) } else { self.skip() }
    }

    /// `then` where `condition` passes, `otherwise` where it doesn't: `if`, `then`, `else`.
    pub fn when(&mut self, condition: Check, then: Check, otherwise: Check) -> Checked {
        let check = if self.holds(condition)? { then } else { otherwise };
        self.nested(check)
    }

    /// The checks of an object that has certain members, each with the name of its member: `dependentRequired`,
    /// `dependentSchemas`. Any other type passes.
    pub fn dependent(&mut self, rules: &[(&'static str, Check)]) -> Checked {
        if self.kind()? != Kind::Object {
            return self.skip();
        }
        let (start, unknown) = (self.at, self.unknown);
        let mut met = vec![false; rules.len()];
        self.each_member(|json, name| {
            for ((wanted, _), met) in rules.iter().zip(&mut met) {
                *met |= name.is(wanted);
            }
            json.skip()
        })?;
        let mut most = unknown;
        for ((_, check), _) in rules.iter().zip(met).filter(|(_, met)| *met) {
            self.spend(self.at - start)?;
            (self.at, self.unknown) = (start, unknown);
            self.nested(*check)?;
            most = most.max(self.unknown);
        }
        self.unknown = most;
        Ok(())
    }
}
