//! Named values and the values of typed attributes.

use std::fmt;

use super::Spanned;

/// A value that texts and attributes refer to as `{{name}}`.
#[derive(Clone, Debug)]
pub struct NamedValue {
    /// Its name, kebab-case.
    pub name: Spanned<String>,
    /// Where it comes from.
    pub source: NamedValueSource,
    /// Its type: that of the literal or the default; a string where there is neither.
    pub kind: ValueType,
}

impl NamedValue {
    /// Whether it must never appear in emitted code, logs or errors.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        matches!(self.source, NamedValueSource::Secret(_))
    }

    /// The literal, or what it is where the binary finds nothing.
    #[must_use]
    pub fn known(&self) -> Option<&Scalar> {
        match &self.source {
            NamedValueSource::Literal(value) => Some(&value.value),
            NamedValueSource::Env { default, .. } | NamedValueSource::File { default, .. } => {
                default.as_ref().map(|default| &default.value)
            }
            NamedValueSource::Secret(_) => None,
        }
    }
}

/// Where a named value comes from.
#[derive(Clone, Debug)]
pub enum NamedValueSource {
    /// Compiled in.
    Literal(Spanned<Scalar>),
    /// Read from the environment when the binary starts.
    Env {
        /// The variable.
        var: Spanned<String>,
        /// Used where it is not set; without it the binary refuses to start.
        default: Option<Spanned<Scalar>>,
    },
    /// Read from a file when the binary starts.
    File {
        /// Relative to the binary's configuration directory.
        path: Spanned<String>,
        /// Used where the file is absent; without it the binary refuses to start.
        default: Option<Spanned<Scalar>>,
        /// Whether it is read again when the file changes.
        reload: bool,
    },
    /// A secret; always a string.
    Secret(SecretSource),
}

/// Where a secret is read from.
#[derive(Clone, Debug)]
pub enum SecretSource {
    /// An environment variable.
    Env(Spanned<String>),
    /// A file, relative to the binary's configuration directory.
    File(Spanned<String>),
}

/// A scalar of the gateway file.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// A whole number.
    Int(i64),
    /// A number with a fraction or an exponent; finite.
    Float(f64),
    /// A truth value.
    Bool(bool),
    /// A string.
    String(String),
}

impl Scalar {
    /// Its type.
    #[must_use]
    pub fn kind(&self) -> ValueType {
        match self {
            Self::Int(_) => ValueType::Int,
            Self::Float(_) => ValueType::Float,
            Self::Bool(_) => ValueType::Bool,
            Self::String(_) => ValueType::String,
        }
    }
}

/// The types of scalars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// A whole number of 64 bits.
    Int,
    /// A number of double precision.
    Float,
    /// A truth value.
    Bool,
    /// Text.
    String,
}

impl fmt::Display for ValueType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Int => "a whole number",
            Self::Float => "a number",
            Self::Bool => "a boolean",
            Self::String => "a string",
        })
    }
}

/// The value of a typed attribute: written out, or `"{{name}}"` of a named value that has this type.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<T> {
    /// Known at compile time.
    Literal(T),
    /// The named value of this name.
    NamedValue(Spanned<String>),
}
