//! The second reading of a refused body: the place of the cursor, and the violations met so far.

use std::fmt::Write;

use super::outcome::{Limit, Violation};

/// Enough to correct a request by; a bound on the work that a hostile body can cause.
const MOST: usize = 20;

/// One step of a JSON Pointer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// A declared member.
    Member(&'static str),
    /// A member that only the client knows; its name isn't repeated.
    Other,
    /// An item, from 0.
    Item(usize),
}

/// The pointer to the value under the cursor, and what was found.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) path: Vec<Step>,
    found: Vec<(usize, Violation)>,
}

impl Listing {
    /// Adds a violation at the current pointer, once. False: the list is full.
    pub(super) fn add(&mut self, offset: usize, keyword: &'static str, limit: Option<Limit>) -> bool {
        let violation = Violation { pointer: self.pointer(), keyword, limit };
        // Schemas under `allOf` often repeat one another.
        if !self.found.iter().any(|(_, known)| *known == violation) {
            self.found.push((offset, violation));
        }
        self.found.len() < MOST
    }

    /// The violations, by their place in the body.
    pub(super) fn into_violations(mut self) -> Vec<Violation> {
        self.found.sort_by_key(|(offset, _)| *offset);
        self.found.into_iter().map(|(_, violation)| violation).collect()
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            pointer.push('/');
            match step {
                Step::Member(name) => pointer.push_str(&name.replace('~', "~0").replace('/', "~1")),
                Step::Other => pointer.push('*'),
                // Writing to a String can't fail.
                Step::Item(index) => drop(write!(pointer, "{index}")),
            }
        }
        pointer
    }
}
