//! What the schemas of one value look at, and what holds for the rest of it: `unevaluatedProperties`,
//! `unevaluatedItems`.

use super::cursor::{Check, Checked, Json, Kind, Stop};
use super::listing::Step;
use super::object::Others;
use super::pattern::Pattern;
use super::skip::Token;

/// Members or items that schemas of one value look at.
#[derive(Debug)]
pub struct Evaluated {
    /// All of them.
    pub all: bool,
    /// Members of these names.
    pub members: &'static [&'static str],
    /// Members whose names one of these is found in.
    pub patterns: &'static [&'static Pattern],
    /// So many items from the first on.
    pub first: usize,
    /// Items that pass one of these.
    pub contains: &'static [Check],
    /// What is looked at besides where the whole value passes a check.
    pub conditional: &'static [(Check, Evaluated)],
}

impl Evaluated {
    /// Nothing.
    pub const NONE: Evaluated =
        Evaluated { all: false, members: &[], patterns: &[], first: 0, contains: &[], conditional: &[] };

    fn has(&self, name: Token<'_>) -> bool {
        self.members.iter().any(|known| name.is(known))
            || !self.patterns.is_empty() && {
                let text = name.decoded();
                self.patterns.iter().any(|pattern| pattern.is_match(&text))
            }
    }
}

impl Json<'_> {
    /// What holds for the members of an object that nothing has looked at; any other type passes.
    pub fn unevaluated_members(&mut self, evaluated: &'static Evaluated, others: Others) -> Checked {
        if self.kind()? != Kind::Object {
            return self.skip();
        }
        let looks = self.looks(evaluated)?;
        if looks.iter().any(|look| look.all) {
            return self.skip();
        }
        self.each_member(|json, name| {
            if looks.iter().any(|look| look.has(name)) {
                return json.skip();
            }
            json.below(Step::Other, |json| json.unevaluated("unevaluatedProperties", others))
        })
    }

    /// What holds for the items of an array that nothing has looked at; any other type passes.
    pub fn unevaluated_items(&mut self, evaluated: &'static Evaluated, others: Others) -> Checked {
        if self.kind()? != Kind::Array {
            return self.skip();
        }
        let looks = self.looks(evaluated)?;
        if looks.iter().any(|look| look.all) {
            return self.skip();
        }
        let first = looks.iter().map(|look| look.first).max().unwrap_or(0);
        let mut index = 0;
        self.each_item(|json| {
            let at = index;
            index += 1;
            if at < first || json.contained_by(&looks)? {
                return json.skip();
            }
            json.below(Step::Item(at), |json| json.unevaluated("unevaluatedItems", others))
        })
    }

    fn unevaluated(&mut self, keyword: &'static str, others: Others) -> Checked {
        match others {
            Others::Any => self.skip(),
            Others::Check(check) => check(self),
            Others::Refuse => self.refuse(keyword, None),
        }
    }

    /// Whether the item under the cursor, which doesn't move, passes one of the checks.
    fn contained_by(&mut self, looks: &[&Evaluated]) -> Result<bool, Stop> {
        for check in looks.iter().flat_map(|look| look.contains) {
            if self.holds(*check)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What is looked at in the value under the cursor, which doesn't move.
    fn looks(&mut self, evaluated: &'static Evaluated) -> Result<Vec<&'static Evaluated>, Stop> {
        let mut looks = vec![evaluated];
        let mut next = 0;
        while let Some(look) = looks.get(next).copied() {
            next += 1;
            for (check, inner) in look.conditional {
                if self.holds(*check)? {
                    looks.push(inner);
                }
            }
        }
        Ok(looks)
    }
}
