//! Why an expression has no value.

use std::fmt;

use http::StatusCode;

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
    /// A part of the request's body is not what the expression takes it for.
    Body,
    /// A parameter of this name isn't.
    Parameter(&'static str),
    /// A claim of the caller's token isn't.
    Claim,
    /// A part of the backend's answer isn't.
    Answer,
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
            Self::Body => "a part of the body is of another type",
            Self::Parameter(_) => "a parameter is of another type",
            Self::Claim => "a claim is of another type",
            Self::Answer => "a part of the answer is of another type",
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
    /// 500, as a policy's expression that has no value is answered; but what others have sent is their fault.
    fn from(error: Error) -> Self {
        let fault = match error {
            Error::Body => {
                Fault::bad_request("invalid_value", "A member of the body is of another type than the gateway reads.")
            }
            Error::Parameter(name) => {
                let message = format!("The parameter `{name}` is of another type than the gateway reads.");
                Fault::bad_request("invalid_parameter", message).param(name)
            }
            Error::Claim => {
                let message = "A claim of the token is of another type than the gateway reads.";
                Fault::new(StatusCode::UNAUTHORIZED, "token_claim_value_not_allowed", message)
            }
            Error::Answer => {
                let message = "The backend's answer has a member of another type than the gateway reads.";
                Fault::new(StatusCode::BAD_GATEWAY, "invalid_answer", message)
            }
            _ => {
                let message = format!("An expression of a policy has no value: {error}.");
                Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "expression_value_evaluation_failure", message)
            }
        };
        fault.by("expression")
    }
}
