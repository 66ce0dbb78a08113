//! Numbers as they are written, compared exactly: no rounding to binary, no expansion of exponents.

use std::cmp::Ordering;

/// A decimal number: `±0.d₁d₂d₃… × 10^point`, where `d₁` isn't zero and neither is the last digit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decimal<'t> {
    negative: bool,
    /// From the first to the last digit that isn't zero; may hold a `.`; empty for zero.
    digits: &'t [u8],
    /// How many of the digits there are.
    count: i64,
    point: i64,
}

impl<'t> Decimal<'t> {
    /// Reads a number in the grammar of JSON. `None`: it isn't one.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match rest.find(['e', 'E']) {
            Some(at) => (rest.get(..at)?, exponent(rest.get(at + 1..)?)?),
            None => (rest, 0),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (mantissa, ""),
        };
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || (whole.len() > 1 && whole.starts_with('0'))
            || !all_digits(whole)
            || !all_digits(fraction)
        {
            return None;
        }
        let Some(first) = mantissa.find(|c| !matches!(c, '0' | '.')) else {
            return Some(Decimal { negative: false, digits: &[], count: 0, point: 0 });
        };
        let last = mantissa.rfind(|c| !matches!(c, '0' | '.'))?;
        let dot = whole.len();
        let digits = mantissa.as_bytes().get(first..=last)?;
        let count = digits.len() as i64 - i64::from(first < dot && last > dot);
        let point = if first < dot { (dot - first) as i64 } else { -((first - dot - 1) as i64) };
        Some(Decimal { negative, digits, count, point: point.saturating_add(exponent) })
    }

    /// Whether it has no fractional part.
    pub(super) fn is_integer(self) -> bool {
        self.digits.is_empty() || self.last_place() >= 0
    }

    /// The whole number that it is. `None`: it is none, or needs more than 64 bits.
    pub(super) fn to_i64(self) -> Option<i64> {
        if self.digits.is_empty() {
            return Some(0);
        }
        if !self.is_integer() || self.point > 19 {
            return None;
        }
        let scale = 10_i128.checked_pow(u32::try_from(self.last_place()).ok()?)?;
        let magnitude = self.each().fold(0_i128, |sum, digit| sum * 10 + i128::from(digit)) * scale;
        i64::try_from(if self.negative { -magnitude } else { magnitude }).ok()
    }

    /// The power of ten of the last digit.
    fn last_place(self) -> i64 {
        self.point.saturating_sub(self.count)
    }

    fn each(self) -> impl Iterator<Item = u8> {
        self.digits.iter().copied().filter(|byte| *byte != b'.').map(|byte| byte - b'0')
    }

    /// Order by value.
    pub(super) fn compare(self, other: Decimal<'_>) -> Ordering {
        match (self.sign(), other.sign()) {
            (0, 0) => Ordering::Equal,
            (1, 1) => self.compare_magnitude(other),
            (-1, -1) => other.compare_magnitude(self),
            (one, two) => one.cmp(&two),
        }
    }

    fn sign(self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    fn compare_magnitude(self, other: Decimal<'_>) -> Ordering {
        // Digits have no trailing zeros, so that a longer number is greater when the shorter is its start.
        self.point.cmp(&other.point).then_with(|| self.each().cmp(other.each()))
    }

    /// Whether it is `unit` times an integer. `None`: the unit is zero or has more than 19 significant digits.
    pub(super) fn is_multiple_of(self, unit: Decimal<'_>) -> Option<bool> {
        if unit.digits.is_empty() || unit.count > 19 {
            return None;
        }
        if self.digits.is_empty() {
            return Some(true);
        }
        let shift = self.last_place().saturating_sub(unit.last_place());
        // Below the unit's last place stands a digit that isn't zero.
        let Ok(shift) = u64::try_from(shift) else { return Some(false) };
        let modulus = unit.each().fold(0_u128, |sum, digit| sum * 10 + u128::from(digit));
        Some((self.remainder(modulus) * power_of_ten(shift, modulus)).is_multiple_of(modulus))
    }

    /// The digits, read as one integer, modulo `modulus`, which is below 2^64. One division for 18 digits.
    fn remainder(self, modulus: u128) -> u128 {
        let (mut remainder, mut chunk, mut scale) = (0_u128, 0_u128, 1_u128);
        for digit in self.each() {
            chunk = chunk * 10 + u128::from(digit);
            scale *= 10;
            if scale == 1_000_000_000_000_000_000 {
                remainder = (remainder * scale + chunk) % modulus;
                (chunk, scale) = (0, 1);
            }
        }
        (remainder * scale + chunk) % modulus
    }

    /// The same text for every way to write the same number.
    pub(super) fn write_canonical(self, to: &mut String) {
        if self.negative {
            to.push('-');
        }
        to.extend(self.each().map(|digit| char::from(digit + b'0')));
        to.push('e');
        to.push_str(itoa::Buffer::new().format(self.point));
    }
}

/// 10^`exponent` modulo `modulus`, which is below 2^64.
fn power_of_ten(mut exponent: u64, modulus: u128) -> u128 {
    let (mut base, mut power) = (10 % modulus, 1 % modulus);
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = power * base % modulus;
        }
        base = base * base % modulus;
        exponent >>= 1;
    }
    power
}

/// The exponent behind the `e`. Past 18 digits it only says very large or very small.
fn exponent(text: &str) -> Option<i64> {
    const MOST: i64 = 1_000_000_000_000_000_000;
    let (negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value = 0_i64;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value.saturating_mul(10).saturating_add(i64::from(digit - b'0')).min(MOST);
    }
    Some(if negative { -value } else { value })
}
