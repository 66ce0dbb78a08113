//! Arithmetic that refuses what exceeds its type, and comparisons of numbers of different types.

use std::cmp::Ordering;

use super::error::{Error, Result};
use super::time::{Duration, Timestamp};

/// What can be added.
pub trait Add<Other> {
    /// What comes of it.
    type Sum;
    /// The sum.
    fn plus(self, other: Other) -> Result<Self::Sum>;
}

/// What can be subtracted.
pub trait Subtract<Other> {
    /// What comes of it.
    type Difference;
    /// The difference.
    fn minus(self, other: Other) -> Result<Self::Difference>;
}

/// Whole numbers.
pub trait Whole: Copy {
    /// The product.
    fn times(self, other: Self) -> Option<Self>;
    /// The quotient, cut off towards zero.
    fn over(self, other: Self) -> Option<Self>;
    /// What is left of that.
    fn left(self, other: Self) -> Option<Self>;
    /// Whether it is zero.
    fn is_zero(self) -> bool;
}

macro_rules! whole {
    ($($number:ty),*) => { $(
        impl Add<$number> for $number {
            type Sum = $number;
            fn plus(self, other: $number) -> Result<$number> {
                self.checked_add(other).ok_or(Error::Range)
            }
        }
        impl Subtract<$number> for $number {
            type Difference = $number;
            fn minus(self, other: $number) -> Result<$number> {
                self.checked_sub(other).ok_or(Error::Range)
            }
        }
        impl Whole for $number {
            fn times(self, other: Self) -> Option<Self> { self.checked_mul(other) }
            fn over(self, other: Self) -> Option<Self> { self.checked_div(other) }
            fn left(self, other: Self) -> Option<Self> { self.checked_rem(other) }
            fn is_zero(self) -> bool { self == 0 }
        }
    )* };
}

whole!(i64, u64);

impl Add<Duration> for Duration {
    type Sum = Duration;
    fn plus(self, other: Duration) -> Result<Duration> {
        self.nanos().plus(other.nanos()).map(Duration::from_nanos)
    }
}

impl Subtract<Duration> for Duration {
    type Difference = Duration;
    fn minus(self, other: Duration) -> Result<Duration> {
        self.nanos().minus(other.nanos()).map(Duration::from_nanos)
    }
}

impl Add<Duration> for Timestamp {
    type Sum = Timestamp;
    fn plus(self, other: Duration) -> Result<Timestamp> {
        Timestamp::from_nanos(self.nanos() + i128::from(other.nanos()))
    }
}

impl Add<Timestamp> for Duration {
    type Sum = Timestamp;
    fn plus(self, other: Timestamp) -> Result<Timestamp> {
        other.plus(self)
    }
}

impl Subtract<Duration> for Timestamp {
    type Difference = Timestamp;
    fn minus(self, other: Duration) -> Result<Timestamp> {
        Timestamp::from_nanos(self.nanos() - i128::from(other.nanos()))
    }
}

impl Subtract<Timestamp> for Timestamp {
    type Difference = Duration;
    fn minus(self, other: Timestamp) -> Result<Duration> {
        let nanos = i64::try_from(self.nanos() - other.nanos()).map_err(|_| Error::Range)?;
        Ok(Duration::from_nanos(nanos))
    }
}

/// `a + b` of whole numbers, durations and moments.
///
/// # Errors
/// The sum is out of range.
pub fn add<A: Add<B>, B>(a: A, b: B) -> Result<A::Sum> {
    a.plus(b)
}

/// `a - b` of whole numbers, durations and moments.
///
/// # Errors
/// The difference is out of range.
pub fn subtract<A: Subtract<B>, B>(a: A, b: B) -> Result<A::Difference> {
    a.minus(b)
}

/// `a * b` of whole numbers.
///
/// # Errors
/// The product is out of range.
pub fn multiply<N: Whole>(a: N, b: N) -> Result<N> {
    a.times(b).ok_or(Error::Range)
}

/// `a / b` of whole numbers, cut off towards zero.
///
/// # Errors
/// `b` is zero, or the quotient is out of range.
pub fn divide<N: Whole>(a: N, b: N) -> Result<N> {
    a.over(b).ok_or(if b.is_zero() { Error::DivisionByZero } else { Error::Range })
}

/// `a % b` of whole numbers, with the sign of `a`.
///
/// # Errors
/// `b` is zero, or the quotient is out of range.
pub fn modulo<N: Whole>(a: N, b: N) -> Result<N> {
    a.left(b).ok_or(if b.is_zero() { Error::DivisionByZero } else { Error::Range })
}

/// `-a` of a whole number.
///
/// # Errors
/// The least number has no positive one.
pub fn negate(a: i64) -> Result<i64> {
    a.checked_neg().ok_or(Error::Range)
}

/// A number of any type.
pub trait Number: Copy {
    /// Itself, with its type.
    fn value(self) -> Any;
}

/// A number with its type.
#[derive(Debug, Clone, Copy)]
pub enum Any {
    /// A whole number.
    Whole(i128),
    /// Of double precision.
    Double(f64),
}

impl Number for i64 {
    fn value(self) -> Any {
        Any::Whole(self.into())
    }
}

impl Number for u64 {
    fn value(self) -> Any {
        Any::Whole(self.into())
    }
}

impl Number for f64 {
    fn value(self) -> Any {
        Any::Double(self)
    }
}

fn order(a: Any, b: Any) -> Option<Ordering> {
    match (a, b) {
        (Any::Whole(a), Any::Whole(b)) => Some(a.cmp(&b)),
        (Any::Double(a), Any::Double(b)) => a.partial_cmp(&b),
        // As CEL's conformance tests have it: the whole number is rounded to a double.
        (Any::Whole(a), Any::Double(b)) => (a as f64).partial_cmp(&b),
        (Any::Double(a), Any::Whole(b)) => a.partial_cmp(&(b as f64)),
    }
}

/// `a == b` of numbers of different types, by their values.
#[must_use]
pub fn equal(a: impl Number, b: impl Number) -> bool {
    order(a.value(), b.value()) == Some(Ordering::Equal)
}

/// `a < b` of numbers of different types, by their values.
#[must_use]
pub fn is_less(a: impl Number, b: impl Number) -> bool {
    order(a.value(), b.value()) == Some(Ordering::Less)
}

/// `a <= b` of numbers of different types, by their values.
#[must_use]
pub fn is_at_most(a: impl Number, b: impl Number) -> bool {
    matches!(order(a.value(), b.value()), Some(Ordering::Less | Ordering::Equal))
}
