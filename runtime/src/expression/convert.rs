//! Conversions between types (CEL language definition, "Standard Definitions").

use super::error::{Error, Result};
use super::time::{Duration, Timestamp};

/// What `int()` takes.
pub trait Int {
    /// The whole number that it is.
    fn int(self) -> Result<i64>;
}

/// What `uint()` takes.
pub trait Uint {
    /// The unsigned number that it is.
    fn uint(self) -> Result<u64>;
}

/// What `double()` takes.
pub trait Double {
    /// The number that it is.
    fn double(self) -> Result<f64>;
}

/// What `bool()` takes.
pub trait Boolean {
    /// The truth value that it is.
    fn boolean(self) -> Result<bool>;
}

/// What `string()` takes.
pub trait Text {
    /// How it is written.
    fn text(self) -> Result<String>;
}

impl Int for u64 {
    fn int(self) -> Result<i64> {
        i64::try_from(self).map_err(|_| Error::Range)
    }
}

impl Int for f64 {
    /// Cut off towards zero. The bounds themselves are out of range: not every double next to them is exact.
    fn int(self) -> Result<i64> {
        if self > i64::MIN as f64 && self < i64::MAX as f64 { Ok(self as i64) } else { Err(Error::Range) }
    }
}

impl Int for &str {
    fn int(self) -> Result<i64> {
        if self.starts_with('+') { Err(Error::Conversion) } else { self.parse().map_err(|_| Error::Conversion) }
    }
}

impl Int for Timestamp {
    fn int(self) -> Result<i64> {
        Ok(self.seconds())
    }
}

impl Uint for i64 {
    fn uint(self) -> Result<u64> {
        u64::try_from(self).map_err(|_| Error::Range)
    }
}

impl Uint for f64 {
    fn uint(self) -> Result<u64> {
        if self > -1.0 && self < u64::MAX as f64 { Ok(self as u64) } else { Err(Error::Range) }
    }
}

impl Uint for &str {
    fn uint(self) -> Result<u64> {
        if self.starts_with('+') { Err(Error::Conversion) } else { self.parse().map_err(|_| Error::Conversion) }
    }
}

impl Double for i64 {
    fn double(self) -> Result<f64> {
        Ok(self as f64)
    }
}

impl Double for u64 {
    fn double(self) -> Result<f64> {
        Ok(self as f64)
    }
}

impl Double for &str {
    fn double(self) -> Result<f64> {
        self.parse().map_err(|_| Error::Conversion)
    }
}

impl Boolean for &str {
    fn boolean(self) -> Result<bool> {
        match self {
            "true" | "TRUE" | "True" | "t" | "1" => Ok(true),
            "false" | "FALSE" | "False" | "f" | "0" => Ok(false),
            _ => Err(Error::Conversion),
        }
    }
}

macro_rules! displayed {
    ($($type:ty),*) => { $(
        impl Text for $type {
            fn text(self) -> Result<String> {
                Ok(self.to_string())
            }
        }
    )* };
}

displayed!(bool, i64, u64, f64, Timestamp, Duration);

impl Text for Vec<u8> {
    fn text(self) -> Result<String> {
        String::from_utf8(self).map_err(|_| Error::Conversion)
    }
}

/// `int(of)`
///
/// # Errors
/// It is out of range, or a text that says no whole number.
pub fn to_int(of: impl Int) -> Result<i64> {
    of.int()
}

/// `uint(of)`
///
/// # Errors
/// It is out of range, or a text that says no such number.
pub fn to_uint(of: impl Uint) -> Result<u64> {
    of.uint()
}

/// `double(of)`
///
/// # Errors
/// A text says no number.
pub fn to_double(of: impl Double) -> Result<f64> {
    of.double()
}

/// `bool(of)`
///
/// # Errors
/// A text says no truth value.
pub fn to_boolean(of: impl Boolean) -> Result<bool> {
    of.boolean()
}

/// `string(of)`
///
/// # Errors
/// Bytes are no UTF-8.
pub fn to_text(of: impl Text) -> Result<String> {
    of.text()
}

/// `bytes(of)`
#[must_use]
pub fn to_bytes(of: &str) -> Vec<u8> {
    of.as_bytes().to_vec()
}
