//! What the value of a parameter must keep.

use std::borrow::Cow;

use super::Choice;
use crate::json::{Limit, Numeric, Text, Types, Violation, check_number, check_text};

/// One value without parts.
#[derive(Debug, Clone, Copy)]
pub enum Scalar {
    /// A string.
    Text(Text),
    /// A number, whole or not.
    Number(Numeric),
    /// `true` or `false`.
    Boolean,
    /// One of the texts of a [`Choice`]; the function tells whether a text is one.
    OneOf(fn(&str) -> bool),
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
    Scalar::OneOf(is_one_of::<T>)
}

fn is_one_of<T: Choice>(text: &str) -> bool {
    T::from_text(text).is_some()
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
}

fn broken(keyword: &'static str, limit: Option<Limit>) -> Violation {
    Violation { pointer: String::new(), keyword, limit }
}

/// The one value. Sent twice, two readers might take different ones.
fn one<'v>(values: &'v [Cow<'_, str>]) -> Result<&'v str, Violation> {
    match values {
        [value] => Ok(value),
        _ => Err(broken("duplicate_parameter", None)),
    }
}

impl Scalar {
    fn check(&self, value: &str) -> Result<(), Violation> {
        match self {
            Self::Text(rules) => check_text(value, rules),
            Self::Number(rules) => check_number(value, rules),
            Self::Boolean if matches!(value, "true" | "false") => Ok(()),
            Self::Boolean => Err(broken("type", Some(Limit::Types(Types::BOOLEAN)))),
            Self::OneOf(is) if is(value) => Ok(()),
            Self::OneOf(_) => Err(broken("enum", None)),
        }
    }
}

impl Value {
    /// Checks the values that were sent, decoded.
    pub(super) fn check(&self, values: &[Cow<'_, str>]) -> Result<(), Violation> {
        let list = match self {
            Self::One(scalar) => return scalar.check(one(values)?),
            Self::List(list) => list,
        };
        let mut count = 0;
        let mut item = |text: &str| {
            count += 1;
            list.items.check(text)
        };
        match list.separator {
            None => values.iter().try_for_each(|value| item(value))?,
            Some(separator) => one(values)?.split(separator).try_for_each(item)?,
        }
        match list.max_items.filter(|most| count > *most) {
            _ if count < list.min_items => Err(broken("minItems", Some(Limit::Count(list.min_items)))),
            Some(most) => Err(broken("maxItems", Some(Limit::Count(most)))),
            None => Ok(()),
        }
    }
}
