//! Values of one type, or lists of them, that are checked where they lie.

use std::collections::HashSet;

use super::Choice;
use crate::json::{Limit, Numeric, Text, Types, Violation, check_number, check_text};
use crate::style::{Sent, broken};

/// One value without parts.
#[derive(Debug, Clone, Copy)]
pub enum Scalar {
    /// A string.
    Text(Text),
    /// A number, whole or not.
    Number(Numeric),
    /// `true` or `false`.
    Boolean,
    /// One of these texts.
    OneOf(&'static [&'static str]),
}

/// Any string.
pub const TEXT: Scalar = Scalar::Text(Text::ANY);
/// Any whole number.
pub const INTEGER: Scalar = Scalar::Number(Numeric::INTEGER);
/// Any number.
pub const NUMBER: Scalar = Scalar::Number(Numeric::NUMBER);
/// `true` or `false`.
pub const BOOLEAN: Scalar = Scalar::Boolean;

/// A string by rules.
#[must_use]
pub const fn text(rules: Text) -> Scalar {
    Scalar::Text(rules)
}

/// A number by rules.
#[must_use]
pub const fn number(rules: Numeric) -> Scalar {
    Scalar::Number(rules)
}

/// A value of a closed set.
#[must_use]
pub const fn one_of<T: Choice>() -> Scalar {
    Scalar::OneOf(T::NAMES)
}

/// One of these texts, where no type stands for them.
#[must_use]
pub const fn names(names: &'static [&'static str]) -> Scalar {
    Scalar::OneOf(names)
}

/// What a parameter holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    /// One value.
    One(Scalar),
    /// Several.
    List(List),
}

/// A list of values that each keep `items`.
#[derive(Debug, Clone, Copy)]
pub(super) struct List {
    pub(super) items: Scalar,
    /// What stands between the items in one text; none: the parameter comes once for each.
    pub(super) separator: Option<char>,
    pub(super) min_items: u64,
    pub(super) max_items: Option<u64>,
    /// No two texts are the same.
    pub(super) unique_items: bool,
}

impl List {
    pub(super) const fn of(items: Scalar, separator: Option<char>) -> Self {
        Self { items, separator, min_items: 0, max_items: None, unique_items: false }
    }
}

impl Scalar {
    fn check(&self, sent: Sent<'_>) -> Result<(), Violation> {
        let value = sent.one()?;
        match self {
            Self::Text(rules) => check_text(&value, rules),
            Self::Number(rules) => check_number(&value, rules),
            Self::Boolean if matches!(&*value, "true" | "false") => Ok(()),
            Self::Boolean => Err(broken("type", Some(Limit::Types(Types::BOOLEAN)))),
            Self::OneOf(names) if names.contains(&&*value) => Ok(()),
            Self::OneOf(names) => Err(broken("enum", Some(Limit::Names(names)))),
        }
    }
}

impl Value {
    /// Checks what was sent.
    pub(super) fn check(&self, sent: Sent<'_>) -> Result<(), Violation> {
        let list = match self {
            Self::One(scalar) => return scalar.check(sent),
            Self::List(list) => list,
        };
        let mut count = 0;
        let mut seen = HashSet::new();
        let mut item = |item: Sent<'_>| {
            if list.unique_items && !seen.insert(item.one()?.into_owned()) {
                return Err(broken("uniqueItems", None));
            }
            let checked = list.items.check(item);
            count += 1;
            checked.map_err(|violation| Violation { pointer: format!("/{}", count - 1), ..violation })
        };
        match list.separator {
            None => sent.each().try_for_each(&mut item)?,
            Some(separator) => sent.items(separator)?.each().try_for_each(&mut item)?,
        }
        match list.max_items.filter(|most| count > *most) {
            _ if count < list.min_items => Err(broken("minItems", Some(Limit::Count(list.min_items)))),
            Some(most) => Err(broken("maxItems", Some(Limit::Count(most)))),
            None => Ok(()),
        }
    }
}
