//! What may be absent, and where it is known to be there: behind `has()`, `in` and comparisons with null.

use super::{Checker, Found};
use crate::expression::ast::{Kind, Literal, Node, Operator};
use crate::expression::typed::{Read, What};

impl<'e> Checker<'_, 'e> {
    /// Checks something that is only reached where a condition is true, or false.
    pub(super) fn where_holds<T>(&mut self, condition: &Node, truth: bool, check: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.proven.len();
        self.prove(condition, truth);
        let checked = check(self);
        self.proven.truncate(before);
        checked
    }

    /// Notes what is there where a condition is true, or false.
    fn prove(&mut self, condition: &Node, truth: bool) {
        match &condition.kind {
            Kind::Not(inner) => self.prove(inner, !truth),
            Kind::Binary(Operator::And, left, right) if truth => {
                self.prove(left, true);
                self.prove(right, true);
            }
            Kind::Binary(Operator::Or, left, right) if !truth => {
                self.prove(left, false);
                self.prove(right, false);
            }
            Kind::Binary(Operator::NotEqual, left, right) if truth => self.prove_not_null(left, right),
            Kind::Binary(Operator::Equal, left, right) if !truth => self.prove_not_null(left, right),
            Kind::Has(..) | Kind::Binary(Operator::In, ..) if truth => {
                if let Some(Found { value, .. }) = self.quietly(|checker| checker.found(condition))
                    && let What::Has(read) = value.what
                {
                    self.proven.push(read);
                }
            }
            _ => {}
        }
    }

    fn prove_not_null(&mut self, left: &Node, right: &Node) {
        let other = match (&left.kind, &right.kind) {
            (Kind::Literal(Literal::Null), _) => right,
            (_, Kind::Literal(Literal::Null)) => left,
            _ => return,
        };
        if let Some(Found { value, .. }) = self.quietly(|checker| checker.found(other))
            && let What::Read(read) = value.what
        {
            self.proven.push(read);
        }
    }

    /// Whether a look-up is known to find something.
    pub(super) fn is_proven(&self, read: &Read) -> bool {
        self.proven.iter().any(|proven| match (proven, read) {
            (Read::Member { of, pointer }, Read::Member { of: root, pointer: asked }) => {
                of == root
                    && pointer.strip_prefix(asked.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            (proven, read) => proven == read,
        })
    }

    /// Checks without a word, for what is checked again.
    fn quietly<T>(&mut self, check: impl FnOnce(&mut Self) -> T) -> T {
        let said = self.diagnostics.len();
        let checked = check(self);
        self.diagnostics.truncate(said);
        checked
    }
}
