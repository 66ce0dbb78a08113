//! An operation: its parameters, its body, and how it answers.

use serde::Serialize;

use super::{ByModel, Sections};
use crate::expression::AnswerBodies;
use crate::schema::xml::XmlElement;
use crate::schema::{Numeric, Rule, Text};
use crate::source::Span;

/// An operation.
#[derive(Clone, Debug, Serialize)]
pub struct Operation {
    /// Its `operationId`, or `POST /path`.
    pub id: String,
    /// Its module.
    pub module: String,
    /// The method, in upper case; `*` for every method.
    pub method: String,
    /// The path below the prefix, as a template of a route.
    pub path: String,
    /// The path as the document writes it; no part of the digest.
    #[serde(skip)]
    pub written: String,
    /// The field of the backend that its calls go to, where that is not the API's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backend: Option<String>,
    /// What the document says of it; no part of the digest.
    #[serde(skip)]
    pub summary: Option<String>,
    /// Its parameters: path, query, header, cookie, each in the order of the document.
    pub parameters: Vec<Parameter>,
    /// Its body.
    pub body: Body,
    /// Whether its answer may be a stream of events.
    pub streaming: Streaming,
    /// Whether its streams are asked for their usage where the caller doesn't ask.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub reports_usage: bool,
    /// What it has to do with the models of its API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_model: Option<ByModel>,
    /// The answers that the document declares, as far as its policies look at them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Documented>,
    /// The bodies of its answers as expressions see them, where one looks; no part of the digest, since none is checked.
    #[serde(skip)]
    pub answered: Option<Box<AnswerBodies>>,
    /// The modules of its tags that have policies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Policies of its own.
    pub policies: Sections,
    /// Where the document has it; no part of the digest.
    #[serde(skip)]
    pub places: Places,
}

/// Where the document has an operation; none where it is synthesized.
#[derive(Clone, Copy, Debug, Default)]
pub struct Places {
    /// The operation itself.
    pub operation: Option<Span>,
    /// Its body.
    pub body: Option<Span>,
}

impl Operation {
    /// Whether another target of the model may take its calls over: those of models, which are sent by POST with a body. What else
    /// names a model, such as deleting one, is asked of one target alone.
    #[must_use]
    pub fn falls_back(&self) -> bool {
        self.method == "POST" && !self.body.contents.is_empty()
    }

    /// Whether its calls live otherwise than those of the API's other operations.
    #[must_use]
    pub fn lives_alone(&self) -> bool {
        !self.policies.is_empty() || !self.tags.is_empty() || self.backend.is_some()
    }

    /// The rules that its parameters, its body and its answers are checked by.
    #[must_use]
    pub fn rules(&self) -> Vec<&Rule> {
        let headers = self.answers.iter().flat_map(|answer| &answer.headers);
        let parameters = self.parameters.iter().chain(headers).filter_map(|parameter| match &parameter.kind {
            ParameterKind::Checked { rule, .. } | ParameterKind::QueryForm { rule, .. } => Some(rule),
            ParameterKind::QueryJson(rule) => Some(rule),
            _ => None,
        });
        let answers = self.answers.iter().flat_map(|answer| &answer.contents);
        let contents = self.body.contents.iter().chain(answers).flat_map(|content| match &content.kind {
            ContentKind::Unread => Vec::new(),
            ContentKind::Json(rule) | ContentKind::Range(rule) | ContentKind::Lines(rule) => vec![rule],
            ContentKind::Text(rule) | ContentKind::Form { rule, .. } | ContentKind::Xml { rule, .. } => vec![rule],
            ContentKind::Multipart { fields, whole } => fields.iter().filter_map(Field::rule).chain(whole).collect(),
        });
        parameters.chain(contents).collect()
    }
}

impl Field {
    fn rule(&self) -> Option<&Rule> {
        match &self.kind {
            FieldKind::Files { .. } => None,
            FieldKind::One(_, rule) | FieldKind::All(_, rule) => Some(rule),
        }
    }
}

/// A parameter of an operation.
#[derive(Clone, Debug, Serialize)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// The field that holds it.
    pub field: String,
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
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum ParameterKind {
    /// One of the API's [`Choice`]s, by its type's name.
    Choice(String),
    /// A string.
    Text(Text),
    /// A number, whole or not.
    Number(Numeric),
    /// A truth value.
    Boolean,
    /// One of these strings, where no type stands for them: an item of a list.
    Names(Vec<String>),
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
        /// Whether no two are the same.
        unique_items: bool,
    },
    /// Any value, checked by its schema and read into no type.
    Checked {
        /// How it begins, in a path.
        prefix: Prefix,
        /// How it is written.
        style: Style,
        /// Whether an empty text passes.
        allow_empty: bool,
        /// What it must satisfy.
        rule: Rule,
    },
    /// The query as a whole, as a form.
    QueryForm {
        /// The fields that aren't written as fields are by default.
        encoded: Vec<(String, Style)>,
        /// What the object must satisfy.
        rule: Rule,
    },
    /// The query as a whole, as JSON.
    QueryJson(Rule),
}

/// What stands before a value in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Prefix {
    /// Nothing.
    None,
    /// `.`
    Label,
    /// `;name=`
    Matrix,
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
    /// Where it is absent this text is sent.
    Filled(String),
}

/// The body of an operation.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Body {
    /// Whether a body must come.
    pub required: bool,
    /// What it may be, by its media type. None: the document has no body, and one that comes is forwarded unread.
    pub contents: Vec<Content>,
}

/// A media type of a body.
#[derive(Clone, Debug, Serialize)]
pub struct Content {
    /// The media type or range, in lower case.
    pub media_type: String,
    /// What a body of it must be.
    pub kind: ContentKind,
}

/// What a body of one media type must be.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum ContentKind {
    /// Forwarded unread.
    Unread,
    /// JSON, checked.
    Json(Rule),
    /// JSON or a form, if the request says that it is one.
    Range(Rule),
    /// A JSON text a line; the rule is that of the array of them.
    Lines(Rule),
    /// A text, checked as a string.
    Text(Rule),
    /// `application/x-www-form-urlencoded`, checked as one object.
    Form {
        /// The fields that aren't written as fields are by default.
        encoded: Vec<(String, Style)>,
        /// What the object must satisfy.
        rule: Rule,
    },
    /// XML, checked as the value that its root is.
    Xml {
        /// The root, and how the value is written in it.
        root: XmlElement,
        /// What the value must satisfy.
        rule: Rule,
    },
    /// Multipart form data, checked field by field.
    Multipart {
        /// The declared fields, by name.
        fields: Vec<Field>,
        /// What is asked of the form as one object beside that; files are texts in it.
        whole: Option<Rule>,
    },
}

/// A field of a form with parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Whether it must be there.
    pub required: bool,
    /// The media types that its parts may say; none for all.
    pub media_types: Vec<String>,
    /// What it holds.
    pub kind: FieldKind,
}

/// What a field of a form holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum FieldKind {
    /// Files, of which nothing is checked.
    Files {
        /// The least number of them.
        least: u64,
        /// The largest number.
        most: Option<u64>,
    },
    /// A value in one part.
    One(Style, Rule),
    /// A value that several parts make.
    All(Style, Rule),
}

/// An answer that the document declares; what no policy looks at is left out.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Documented {
    /// `200`, `2XX` or `default`.
    pub status: String,
    /// Its headers, by name, in lower case.
    pub headers: Vec<Parameter>,
    /// What its body may be, by its media type.
    pub contents: Vec<Content>,
    /// Whether policies look at examples.
    #[serde(skip)]
    pub wants_examples: bool,
    /// Examples, by media type.
    pub examples: Vec<Example>,
}

/// An example of an answer's body.
#[derive(Clone, Debug, Serialize)]
pub struct Example {
    /// The media type.
    pub media_type: String,
    /// The body.
    pub body: String,
}

/// How a value is written where there is no JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Style {
    /// As one text.
    Text,
    /// Once for each item.
    Repeated,
    /// Items with this between them.
    List(char),
    /// Names and values in turn with this between them.
    Turns(char),
    /// Pairs of name and value with this between them.
    Pairs(char),
    /// With the way to each part in brackets.
    Deep,
    /// These members stand by themselves.
    Members(Vec<String>),
    /// All that is there but these are members.
    Others(Vec<String>),
    /// As JSON.
    Json,
    /// Once for each item, as JSON.
    JsonItems,
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
