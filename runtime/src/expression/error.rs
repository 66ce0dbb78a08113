//! Why an expression has no value.

use std::fmt;

use crate::fault::{Fault, Flow};

/// Why an expression has no value. It never holds what a client sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// A number, a duration or a moment is out of its type's range.
    Range,
    /// Something was divided by zero.
    DivisionByZero,
    /// A value is looked up that is not there.
    Absent,
    /// A JSON value is of another type than the spec says.
    Type,
    /// A text doesn't say a value of the type that it is converted to.
    Conversion,
    /// A map literal has a key twice.
    RepeatedKey,
    /// A computed pattern is no regular expression.
    Pattern,
}

/// What an expression comes to.
pub(super) type Result<T> = std::result::Result<T, Error>;

impl Error {
    fn words(self) -> &'static str {
        match self {
            Self::Range => "a value is out of range",
            Self::DivisionByZero => "division by zero",
            Self::Absent => "a value is looked up that is not there",
            Self::Type => "a JSON value is of another type",
            Self::Conversion => "a text can't be converted",
            Self::RepeatedKey => "a map has one key twice",
            Self::Pattern => "a pattern is no regular expression",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.words())
    }
}

impl std::error::Error for Error {}

/// What an expression in a policy with an id comes to.
///
/// # Errors
/// Why it has no value, with the id.
pub fn within<T>(id: &'static str, compute: impl FnOnce() -> Result<T>) -> Flow<T> {
    compute().map_err(|error| Fault::from(error).in_policy(id))
}

impl From<Error> for Fault {
    /// 500, as a policy's expression that has no value is answered.
    fn from(error: Error) -> Self {
        let message = format!("An expression of a policy has no value: {error}.");
        Fault::new(http::StatusCode::INTERNAL_SERVER_ERROR, "expression_value_evaluation_failure", message)
            .by("expression")
    }
}
