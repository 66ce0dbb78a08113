//! Named values, and texts that refer to them.

use serde::Serialize;

use crate::expression::{Expression, Typed};
use crate::policy::model::{JsonPlace, json_places};

/// A named value.
#[derive(Clone, Debug, Serialize)]
pub struct NamedValue {
    /// As the gateway file has it.
    pub name: String,
    /// The field or constant that holds it.
    pub ident: String,
    /// Where it comes from.
    pub source: ValueSource,
}

/// Where a named value comes from.
#[derive(Clone, Debug, Serialize)]
pub enum ValueSource {
    /// The gateway file itself.
    Literal(Scalar),
    /// An environment variable, read at start.
    Env {
        /// Its name.
        variable: String,
        /// What its text is read as.
        kind: ScalarKind,
        /// What holds where it is not set.
        default: Option<Scalar>,
    },
    /// A file, read at start, and again when it changes where that is asked for.
    File {
        /// Its path, relative to the configuration folder.
        path: String,
        /// What its text is read as.
        kind: ScalarKind,
        /// What holds where it is absent.
        default: Option<Scalar>,
        /// Whether it is read again when it changes.
        reload: bool,
    },
    /// A secret in an environment variable.
    SecretEnv(String),
    /// A secret in a file.
    SecretFile(String),
}

/// A value without parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Scalar {
    /// Text.
    String(String),
    /// A whole number.
    Integer(i64),
    /// Any other number, as it is written.
    Float(String),
    /// A truth value.
    Boolean(bool),
}

/// The type of a value without parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ScalarKind {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// Any number.
    Float,
    /// A truth value.
    Boolean,
}

/// A text that may hold named values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Words(pub Vec<Piece>);

impl Words {
    /// Where each of the pieces stands, if the text is JSON.
    #[must_use]
    pub fn json_places(&self) -> Vec<JsonPlace> {
        json_places(self.0.iter().map(|piece| match piece {
            Piece::Literal(text) => Some(text.as_str()),
            Piece::NamedValue(_) | Piece::Expression(_) => None,
        }))
    }
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Piece {
    /// The text itself.
    Literal(String),
    /// A named value, by its name.
    NamedValue(String),
    /// What is computed for each call.
    Expression(Box<Dynamic>),
}

/// A part of a text that is computed for each call.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dynamic {
    /// As it was written.
    #[serde(skip)]
    pub written: Expression,
    /// What it became at its place; none before it was checked there.
    pub typed: Option<Typed>,
    /// Whether it stands in a segment of a path, so that it is percent-encoded.
    pub encoded: bool,
}
