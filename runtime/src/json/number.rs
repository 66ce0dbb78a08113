//! Rules for numbers.

use std::cmp::Ordering;

use super::cursor::{Checked, Json, Kind};
use super::decimal::Decimal;
use super::outcome::{Limit, Types};
use super::text::Broken;

/// The whole number that a text in the grammar of JSON numbers says: `1.0` and `1e2` are. `None`: it says none, or one
/// beyond 64 bits.
pub(crate) fn whole(text: &str) -> Option<i64> {
    text.parse().ok().filter(|_| !text.starts_with('+')).or_else(|| Decimal::parse(text)?.to_i64())
}

/// A bound, in the grammar of JSON numbers; compared exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The bound itself is allowed.
    Inclusive(&'static str),
    /// It isn't.
    Exclusive(&'static str),
}

/// What a number must keep.
#[derive(Debug, Clone, Copy)]
pub struct Numeric {
    /// No fractional part; `1.0` has none.
    pub integer: bool,
    /// `minimum` or `exclusiveMinimum`
    pub minimum: Option<Bound>,
    /// `maximum` or `exclusiveMaximum`
    pub maximum: Option<Bound>,
    /// `multipleOf`: above zero, at most 19 significant digits. Nothing is a multiple of another unit.
    pub multiple_of: Option<&'static str>,
}

impl Numeric {
    /// Every number.
    pub const NUMBER: Numeric = Numeric { integer: false, minimum: None, maximum: None, multiple_of: None };
    /// Every number: the rules of a schema without a type.
    pub const ANY: Numeric = Numeric::NUMBER;
    /// Every integer.
    pub const INTEGER: Numeric = Numeric { integer: true, ..Numeric::NUMBER };
    /// Every integer of 32 bits: `format: int32`.
    pub const INT32: Numeric = Numeric {
        minimum: Some(Bound::Inclusive("-2147483648")),
        maximum: Some(Bound::Inclusive("2147483647")),
        ..Numeric::INTEGER
    };
    /// Every integer of 64 bits: `format: int64`.
    pub const INT64: Numeric = Numeric {
        minimum: Some(Bound::Inclusive("-9223372036854775808")),
        maximum: Some(Bound::Inclusive("9223372036854775807")),
        ..Numeric::INTEGER
    };

    pub(super) const fn types(&self) -> Types {
        if self.integer { Types::INTEGER } else { Types::NUMBER }
    }

    /// The rules that this number breaks.
    pub(super) fn broken(&self, value: Decimal<'_>) -> impl Iterator<Item = Broken> {
        let fraction = self.integer && !value.is_integer();
        [
            fraction.then_some(("type", Some(Limit::Types(Types::INTEGER)))),
            self.minimum.and_then(|bound| bound.broken(value, Ordering::Less, ["minimum", "exclusiveMinimum"])),
            self.maximum.and_then(|bound| bound.broken(value, Ordering::Greater, ["maximum", "exclusiveMaximum"])),
            self.multiple_of.and_then(|unit| broken_multiple(value, unit)),
        ]
        .into_iter()
        .flatten()
    }

    /// Whether a short number keeps the rules, at little cost. False says nothing yet.
    fn plainly_keeps(&self, token: &str) -> bool {
        let Some(value) = billionths(token) else { return false };
        let above = self.minimum.is_none_or(|bound| match bound {
            Bound::Inclusive(bound) => billionths(bound).is_some_and(|bound| value >= bound),
            Bound::Exclusive(bound) => billionths(bound).is_some_and(|bound| value > bound),
        });
        let below = self.maximum.is_none_or(|bound| match bound {
            Bound::Inclusive(bound) => billionths(bound).is_some_and(|bound| value <= bound),
            Bound::Exclusive(bound) => billionths(bound).is_some_and(|bound| value < bound),
        });
        let whole = !self.integer || token.bytes().all(|byte| byte.is_ascii_digit());
        above && below && whole && self.multiple_of.is_none()
    }

    /// With this lower bound, which itself passes.
    #[must_use]
    pub const fn at_least(self, bound: &'static str) -> Numeric {
        Numeric { minimum: Some(Bound::Inclusive(bound)), ..self }
    }

    /// With this upper bound, which itself passes.
    #[must_use]
    pub const fn at_most(self, bound: &'static str) -> Numeric {
        Numeric { maximum: Some(Bound::Inclusive(bound)), ..self }
    }

    /// With this lower bound, which itself is refused.
    #[must_use]
    pub const fn above(self, bound: &'static str) -> Numeric {
        Numeric { minimum: Some(Bound::Exclusive(bound)), ..self }
    }

    /// With this upper bound, which itself is refused.
    #[must_use]
    pub const fn below(self, bound: &'static str) -> Numeric {
        Numeric { maximum: Some(Bound::Exclusive(bound)), ..self }
    }

    /// Only multiples of this.
    #[must_use]
    pub const fn multiple_of(self, factor: &'static str) -> Numeric {
        Numeric { multiple_of: Some(factor), ..self }
    }
}

impl Bound {
    fn broken(self, value: Decimal<'_>, beyond: Ordering, [inclusive, exclusive]: [&'static str; 2]) -> Option<Broken> {
        let (bound, keyword) = match self {
            Bound::Inclusive(bound) => (bound, inclusive),
            Bound::Exclusive(bound) => (bound, exclusive),
        };
        let order = value.compare(Decimal::parse(bound)?);
        let outside = order == beyond || (order == Ordering::Equal && keyword == exclusive);
        outside.then_some((keyword, Some(Limit::Number(bound))))
    }
}

/// A number of ten digits at most without an exponent, in billionths, exactly. `None`: it is longer, finer or larger.
fn billionths(text: &str) -> Option<i64> {
    const PLACES: u32 = 9;
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (mut value, mut places, mut point) = (0_i64, 0, false);
    if digits.len() > 10 {
        return None;
    }
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + i64::from(byte - b'0');
                places += u32::from(point);
            }
            b'.' => point = true,
            _ => return None,
        }
    }
    let value = value.checked_mul(10_i64.pow(PLACES.checked_sub(places)?))?;
    Some(if negative { -value } else { value })
}

fn broken_multiple(value: Decimal<'_>, unit: &'static str) -> Option<Broken> {
    let whole = Decimal::parse(unit).and_then(|unit| value.is_multiple_of(unit)).unwrap_or(false);
    (!whole).then_some(("multipleOf", Some(Limit::Number(unit))))
}

impl Json<'_> {
    /// A number that keeps the rules.
    pub fn number(&mut self, rules: &Numeric) -> Checked {
        if self.kind()? != Kind::Number {
            return self.untyped_number(rules);
        }
        let start = self.at;
        let token = self.number_token()?;
        let bounded = rules.minimum.is_some() || rules.maximum.is_some() || rules.multiple_of.is_some();
        if !bounded && (!rules.integer || token.bytes().all(|byte| byte.is_ascii_digit())) {
            return Ok(());
        }
        if rules.plainly_keeps(token) {
            return Ok(());
        }
        let Some(value) = Decimal::parse(token) else { return self.syntax("a number") };
        for (keyword, limit) in rules.broken(value) {
            self.violate(start, keyword, limit)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    const SHORT: &str = "-?(0|[1-9][0-9]{0,9})(\\.[0-9]{1,9})?";

    proptest! {
        /// Whether there is a quick way to say yes makes no difference to what is said.
        #[test]
        fn what_plainly_keeps_the_rules_breaks_none(token in SHORT, low in SHORT, high in SHORT, strict: bool, integer: bool) {
            let bound = |text: String| -> Bound {
                let text: &'static str = Box::leak(text.into_boxed_str());
                if strict { Bound::Exclusive(text) } else { Bound::Inclusive(text) }
            };
            // Often a number is its own bound.
            let low = if low.len() % 3 == 0 { token.clone() } else { low };
            let rules = Numeric { integer, minimum: Some(bound(low)), maximum: Some(bound(high)), multiple_of: None };
            let value = Decimal::parse(&token).unwrap();
            prop_assert!(!rules.plainly_keeps(&token) || rules.broken(value).next().is_none());
            if token.len() <= 9 && !integer {
                let few = |bound: Option<Bound>| matches!(bound, Some(Bound::Inclusive(text) | Bound::Exclusive(text)) if text.len() <= 9);
                let decided = few(rules.minimum) && few(rules.maximum);
                prop_assert!(!decided || rules.plainly_keeps(&token) == rules.broken(value).next().is_none());
            }
        }
    }
}
