//! Parameters: a row for each that an operation declares, and the check of what a caller sent by these rows.
//!
//! A row is data: what it says is checked where the value lies, and nothing is copied. What a client sent never stands in
//! a message.

mod check;
mod choice;
mod value;

pub use choice::{Choice, Word};
pub use value::{BOOLEAN, INTEGER, NUMBER, Scalar, TEXT, number, one_of, text};

pub(crate) use check::check;

use value::{List, Value};

/// A parameter that an operation declares.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    name: &'static str,
    place: Place,
    presence: Presence,
    value: Value,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

/// Whether a parameter must be there.
#[derive(Debug, Clone, Copy)]
enum Presence {
    Required,
    Optional,
    Default(&'static dyn Word),
}

/// A parameter of the path. It is always there; a value that it can't have is answered with 404.
#[must_use]
pub const fn path(name: &'static str, value: Scalar) -> Parameter {
    Parameter { name, place: Place::Path, presence: Presence::Required, value: Value::One(value) }
}

/// A parameter of the query, which may be left out unless [`Parameter::required`] says otherwise.
#[must_use]
pub const fn query(name: &'static str, value: Scalar) -> Parameter {
    Parameter { name, place: Place::Query, presence: Presence::Optional, value: Value::One(value) }
}

/// A header, which may be left out unless [`Parameter::required`] says otherwise.
#[must_use]
pub const fn header(name: &'static str, value: Scalar) -> Parameter {
    Parameter { name, place: Place::Header, presence: Presence::Optional, value: Value::One(value) }
}

/// A cookie, which may be left out unless [`Parameter::required`] says otherwise.
#[must_use]
pub const fn cookie(name: &'static str, value: Scalar) -> Parameter {
    Parameter { name, place: Place::Cookie, presence: Presence::Optional, value: Value::One(value) }
}

impl Parameter {
    /// Its absence is an error.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.presence = Presence::Required;
        self
    }

    /// Where it is absent from the query or the headers, this goes to the backend.
    #[must_use]
    pub const fn or(mut self, default: &'static dyn Word) -> Self {
        self.presence = Presence::Default(default);
        self
    }

    /// Several values in one text, with this between them: `,`, a space, `|`.
    #[must_use]
    pub const fn list(self, separator: char) -> Self {
        self.listed(Some(separator))
    }

    /// Several values, the parameter once for each (`style: form`, `explode: true`).
    #[must_use]
    pub const fn repeated(self) -> Self {
        self.listed(None)
    }

    const fn listed(mut self, separator: Option<char>) -> Self {
        if let Value::One(items) = self.value {
            self.value = Value::List(List { items, separator, min_items: 0, max_items: None });
        }
        self
    }

    /// `minItems` of a list.
    #[must_use]
    pub const fn min_items(mut self, least: u64) -> Self {
        if let Value::List(list) = &mut self.value {
            list.min_items = least;
        }
        self
    }

    /// `maxItems` of a list.
    #[must_use]
    pub const fn max_items(mut self, most: u64) -> Self {
        if let Value::List(list) = &mut self.value {
            list.max_items = Some(most);
        }
        self
    }
}
