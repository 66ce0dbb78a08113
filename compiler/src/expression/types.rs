//! The types of CEL that an expression here may have.

use std::fmt;

use serde::Serialize;

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Type {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A whole number of 64 bits with a sign.
    Int,
    /// One without a sign.
    Uint,
    /// A number of double precision.
    Double,
    /// Text.
    String,
    /// Raw bytes.
    Bytes,
    /// A moment.
    Timestamp,
    /// A time span.
    Duration,
    /// Several values of one type.
    List(Box<Type>),
    /// Values by key.
    Map(Box<Type>, Box<Type>),
    /// A JSON value of which the spec doesn't say one type: an object, a union, or anything.
    Json,
    /// The name of a type, as `type()` gives it.
    Type,
    /// The items of an empty list: whatever is asked for.
    Any,
}

impl Type {
    /// Whether it is a number.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Uint | Self::Double)
    }

    /// Whether its values have an order.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        self.is_number()
            || matches!(self, Self::Boolean | Self::String | Self::Bytes | Self::Timestamp | Self::Duration)
    }

    /// Whether it is what an empty list or map would hold, or holds such.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self {
            Self::Any => true,
            Self::List(item) => item.is_open(),
            Self::Map(key, value) => key.is_open() || value.is_open(),
            _ => false,
        }
    }

    /// What both are, if that is one type: an empty list is a list of anything.
    #[must_use]
    pub fn common(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Any, known) | (known, Self::Any) => Some(known.clone()),
            (Self::List(one), Self::List(other)) => Some(Self::List(Box::new(one.common(other)?))),
            (Self::Map(key, value), Self::Map(other_key, other_value)) => {
                Some(Self::Map(Box::new(key.common(other_key)?), Box::new(value.common(other_value)?)))
            }
            (one, other) => (one == other).then(|| one.clone()),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Int => "a whole number",
            Self::Uint => "an unsigned number",
            Self::Double => "a number",
            Self::String => "a string",
            Self::Bytes => "bytes",
            Self::Timestamp => "a timestamp",
            Self::Duration => "a duration",
            Self::List(_) => "a list",
            Self::Map(..) => "a map",
            Self::Json => "a JSON value of no one type",
            Self::Type => "a type",
            Self::Any => "anything",
        })
    }
}
