//! An operation: its parameters, its body, and how it answers.

use serde::Serialize;

use super::Sections;
use crate::schema::{Numeric, Rule, Text};

/// An operation.
#[derive(Clone, Debug, Serialize)]
pub struct Operation {
    /// Its `operationId`, or `POST /path`.
    pub id: String,
    /// Its module.
    pub module: String,
    /// The method, in upper case; `*` for every method.
    pub method: String,
    /// The path below the prefix, as the document has it.
    pub path: String,
    /// What the document says of it; no part of the digest.
    #[serde(skip)]
    pub summary: Option<String>,
    /// Its parameters: path, query, header, cookie, each in the order of the document.
    pub parameters: Vec<Parameter>,
    /// Its body.
    pub body: Body,
    /// Whether its answer may be a stream of events.
    pub streaming: Streaming,
    /// Policies of its own.
    pub policies: Sections,
}

/// A parameter of an operation.
#[derive(Clone, Debug, Serialize)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Where it travels.
    pub location: Location,
    /// Its type.
    pub kind: ParameterKind,
    /// Whether it must be there.
    pub presence: Presence,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// The type of a parameter.
#[derive(Clone, Debug, Serialize)]
pub enum ParameterKind {
    /// One of the API's [`Choice`]s, by its type's name.
    Choice(String),
    /// A string.
    Text(Text),
    /// A number, whole or not.
    Number(Numeric),
    /// A truth value.
    Boolean,
    /// Several values.
    List {
        /// What each of them is.
        items: Box<ParameterKind>,
        /// What stands between them in one value; `None`: the parameter comes once for each.
        separator: Option<char>,
        /// The least number.
        min_items: Option<u64>,
        /// The largest number.
        max_items: Option<u64>,
    },
}

/// Whether a parameter must be there.
#[derive(Clone, Debug, Serialize)]
pub enum Presence {
    /// Its absence is an error.
    Required,
    /// It may be absent.
    Optional,
    /// Where it is absent this variant of its choice is sent.
    Default(String),
}

/// The body of an operation.
#[derive(Clone, Debug, Serialize)]
pub enum Body {
    /// The document has none; one that comes is forwarded unread.
    None,
    /// Forwarded unread.
    Unread {
        /// Whether a body must come.
        required: bool,
        /// Its media types, in lower case.
        media_types: Vec<String>,
    },
    /// JSON, checked.
    Json {
        /// Whether a body must come.
        required: bool,
        /// Its media types, in lower case.
        media_types: Vec<String>,
        /// What it must satisfy.
        rule: Rule,
    },
    /// Multipart form data, checked field by field.
    Multipart {
        /// Whether a body must come.
        required: bool,
        /// The declared fields, by name.
        fields: Vec<Field>,
    },
}

/// A field of a form.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may come several times.
    pub repeated: bool,
    /// What it holds.
    pub kind: FieldKind,
}

/// What a field of a form holds.
#[derive(Clone, Debug, Serialize)]
pub enum FieldKind {
    /// A file, of which nothing is checked.
    File,
    /// A string.
    Text(Text),
    /// A number.
    Number(Numeric),
    /// A truth value.
    Boolean,
    /// One of these strings; others pass where it is open, and are counted.
    Choice {
        /// The strings, in the order of the document.
        values: Vec<String>,
        /// Whether others pass.
        open: bool,
    },
    /// JSON.
    Json(Rule),
}

/// Whether the answer may be a stream of events.
#[derive(Clone, Debug, Serialize)]
pub enum Streaming {
    /// Never, as far as the document says.
    Never,
    /// Where this member of the request is true.
    When(String),
    /// The document declares `text/event-stream`.
    Declared,
}
