//! Policies with their attributes.

use serde::{Serialize, Serializer};

use super::Words;
use crate::policy::catalogue::{Attribute, Entry};
use crate::source::Span;

/// A policy with the attributes that were written.
#[derive(Clone, Debug, Serialize)]
pub struct Policy {
    /// What the catalogue says of it; in the digest by its name.
    #[serde(serialize_with = "name")]
    pub entry: &'static Entry,
    /// Where its name stands.
    #[serde(skip)]
    pub span: Span,
    /// Its own name in the gateway file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The name of its counters, where it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counter: Option<String>,
    /// Its attributes, in the order of the catalogue.
    pub arguments: Vec<Given>,
}

/// One attribute that was written.
#[derive(Clone, Debug, Serialize)]
pub struct Given {
    /// What the catalogue says of it; in the digest by its name.
    #[serde(serialize_with = "attribute")]
    pub attribute: &'static Attribute,
    /// What it says.
    pub value: Argument,
}

fn name<S: Serializer>(entry: &&'static Entry, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(entry.name)
}

fn attribute<S: Serializer>(attribute: &&'static Attribute, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(attribute.name)
}

/// The value of an attribute.
#[derive(Clone, Debug, Serialize)]
pub enum Argument {
    /// A name that is known here and now.
    Name(String),
    /// The field of a backend.
    Backend(String),
    /// Text.
    Text(Words),
    /// Several texts.
    Texts(Vec<Words>),
    /// One of the words that the attribute takes.
    Choice(&'static str),
    /// A truth value.
    Bool(Typed<bool>),
    /// A whole number.
    Integer(Typed<u64>),
    /// A number.
    Number(Typed<f64>),
    /// A time in milliseconds.
    Duration(u64),
    /// A number of bytes.
    Size(u64),
    /// Values by their names.
    Rows(Vec<(String, Vec<Given>)>),
    /// Further attributes.
    Group(Vec<Given>),
}

/// A value that may be a named one of the same type.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Typed<T> {
    /// Known here and now.
    Literal(T),
    /// A named value of this name.
    NamedValue(String),
}
