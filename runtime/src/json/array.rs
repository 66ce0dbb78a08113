//! Rules for arrays.

use std::collections::HashSet;

use super::canonical::canonical;
use super::cursor::{self, Check, Checked, Json, Kind};
use super::listing::Step;
use super::outcome::Limit;

/// What an array must keep.
#[derive(Debug, Clone, Copy)]
pub struct Array {
    /// `prefixItems`: the first items, each by its own check.
    pub prefix: &'static [Check],
    /// `items`: every item behind the prefix.
    pub items: Check,
    /// `minItems`
    pub min_items: u64,
    /// `maxItems`
    pub max_items: Option<u64>,
    /// `uniqueItems`: no two items are the same value.
    pub unique_items: bool,
    /// `contains`: some items pass this check, as many as `min_contains` and `max_contains` say.
    pub contains: Option<Contains>,
}

/// `contains` with its counts.
#[derive(Debug, Clone, Copy)]
pub struct Contains {
    /// What is counted.
    pub check: Check,
    /// `minContains`; 1 unless the document says otherwise.
    pub min: u64,
    /// `maxContains`
    pub max: Option<u64>,
}

impl Contains {
    /// One item at least that passes the check.
    #[must_use]
    pub const fn of(check: Check) -> Contains {
        Contains { check, min: 1, max: None }
    }

    /// At least so many.
    #[must_use]
    pub const fn min(self, count: u64) -> Contains {
        Contains { min: count, ..self }
    }

    /// At most so many.
    #[must_use]
    pub const fn max(self, count: u64) -> Contains {
        Contains { max: Some(count), ..self }
    }
}

impl Array {
    /// Every array.
    pub const ANY: Array =
        Array { prefix: &[], items: cursor::any, min_items: 0, max_items: None, unique_items: false, contains: None };

    /// Arrays whose items pass this check.
    #[must_use]
    pub const fn of(items: Check) -> Array {
        Array { items, ..Array::ANY }
    }

    /// The first items, each by its own check; what else is said of items is said of those behind them.
    #[must_use]
    pub const fn prefix(self, checks: &'static [Check]) -> Array {
        Array { prefix: checks, ..self }
    }

    /// Some items pass a check.
    #[must_use]
    pub const fn contains(self, contains: Contains) -> Array {
        Array { contains: Some(contains), ..self }
    }

    /// At least so many items.
    #[must_use]
    pub const fn min_items(self, count: u64) -> Array {
        Array { min_items: count, ..self }
    }

    /// At most so many items.
    #[must_use]
    pub const fn max_items(self, count: u64) -> Array {
        Array { max_items: Some(count), ..self }
    }

    /// No two items are the same value.
    #[must_use]
    pub const fn unique_items(self) -> Array {
        Array { unique_items: true, ..self }
    }
}

impl Json<'_> {
    /// An array that keeps the rules.
    pub fn array(&mut self, rules: &Array) -> Checked {
        if !self.expect(Kind::Array)? {
            return Ok(());
        }
        let start = self.at;
        let count = self.items(start, rules)?;
        if count < rules.min_items {
            self.violate(start, "minItems", Some(Limit::Count(rules.min_items)))?;
        }
        Ok(())
    }

    /// The items and the closing bracket; how many there are.
    fn items(&mut self, start: usize, rules: &Array) -> Result<u64, super::Stop> {
        let mut seen = HashSet::new();
        let mut contained = 0_u64;
        let mut index = 0_usize;
        self.each_item(|json| {
            json.space();
            let from = json.at;
            if rules.max_items == Some(index as u64) {
                json.violate(start, "maxItems", rules.max_items.map(Limit::Count))?;
            }
            let unknown = json.unknown;
            if let Some(contains) = &rules.contains
                && json.trial(contains.check)?
            {
                contained += 1;
                (json.at, json.unknown) = (from, unknown);
            }
            let check = rules.prefix.get(index).copied().unwrap_or(rules.items);
            json.below(Step::Item(index), check)?;
            if rules.unique_items && !seen.insert(canonical(json.text.get(from..json.at).unwrap_or_default())) {
                json.violate(start, "uniqueItems", None)?;
            }
            index += 1;
            Ok(())
        })?;
        self.contained(start, rules, contained)?;
        Ok(index as u64)
    }

    fn contained(&mut self, start: usize, rules: &Array, count: u64) -> Checked {
        let Some(contains) = &rules.contains else { return Ok(()) };
        if count < contains.min {
            let keyword = if contains.min == 1 { "contains" } else { "minContains" };
            self.violate(start, keyword, Some(Limit::Count(contains.min)))?;
        }
        if let Some(most) = contains.max.filter(|most| count > *most) {
            self.violate(start, "maxContains", Some(Limit::Count(most)))?;
        }
        Ok(())
    }
}
