//! An API: what its operations share.

use serde::Serialize;

use super::{Operation, SectionKind, Sections};
use crate::schema::xml::XmlLayout;
use crate::schema::{Named, Rule};

/// What the log of calls of models has of an API's messages.
#[derive(Clone, Debug, Serialize)]
pub struct LlmTexts {
    /// How many bytes of each prompt.
    pub prompts: Option<u64>,
    /// How many bytes of each completion.
    pub completions: Option<u64>,
    /// Pointers to members of prompts that it doesn't have.
    pub members: Vec<String>,
    /// Patterns of what it doesn't have, in the syntax of the `regex` crate.
    pub patterns: Vec<String>,
}

/// An API.
#[derive(Clone, Debug, Serialize)]
pub struct Api {
    /// As the gateway file has it.
    pub name: String,
    /// Its module.
    pub module: String,
    /// The public prefix; empty or with a leading and no trailing slash.
    pub prefix: String,
    /// How errors look.
    pub dialect: Dialect,
    /// How callers show their key.
    pub subscription: Subscription,
    /// The field of the backend that takes its calls.
    pub backend: String,
    /// The models that its callers may name; none where models are not looked at.
    pub models: Vec<String>,
    /// What happens on a body that breaks the spec.
    pub validate: Action,
    /// What is done with answers that break the document.
    pub validate_answers: Action,
    /// Parameters that take only certain values, shared by the operations.
    pub choices: Vec<Choice>,
    /// Named schemas that an operation checks.
    pub schemas: Vec<Schema>,
    /// How the schemas are written in XML that an operation takes in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub layouts: Vec<Layout>,
    /// The operations, by id.
    pub operations: Vec<Operation>,
    /// What the log of calls of models has of their messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub llm_log: Option<LlmTexts>,
    /// Policies at API scope.
    pub policies: Sections,
    /// The sections in which a product that holds it says something.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<SectionKind>,
    /// Those of them in which a product says what of the gateway's runs; the products' functions then run it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub led_by_products: Vec<SectionKind>,
    /// Tags with policies of their own, by name.
    pub tags: Vec<Tag>,
    /// The description of the API that its callers get, as JSON; none where there is no spec. No part of the digest.
    #[serde(skip)]
    pub description: Option<String>,
}

/// How a schema that others refer to is written in XML.
#[derive(Clone, Debug, Serialize)]
pub struct Layout {
    /// The schema's name in the document.
    pub name: String,
    /// The layout's name in Rust.
    pub ident: String,
    /// How it is written.
    pub layout: XmlLayout,
}

/// A tag with policies of its own.
#[derive(Clone, Debug, Serialize)]
pub struct Tag {
    /// Its name in the document.
    pub name: String,
    /// Its module.
    pub module: String,
    /// Policies at this scope.
    pub policies: Sections,
}

/// How errors look: the shape that clients of this API know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Dialect {
    /// Azure OpenAI's.
    AzureOpenAi,
    /// OpenAI's.
    OpenAi,
    /// Anthropic's.
    Anthropic,
    /// Problem details (RFC 9457).
    Problem,
}

/// What happens on a body that breaks the spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Action {
    /// It is refused.
    Prevent,
    /// It is logged and counted.
    Detect,
    /// It is not looked at.
    Ignore,
}

/// How callers show their key.
#[derive(Clone, Debug, Serialize)]
pub struct Subscription {
    /// Whether a call needs one.
    pub required: bool,
    /// Headers that may hold it.
    pub headers: Vec<String>,
    /// The query parameter that may hold it.
    pub query: Option<String>,
    /// Whether it may come as a bearer token.
    pub bearer: bool,
}

/// A parameter type with a closed set of values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Choice {
    /// The type's name.
    pub ident: String,
    /// The parameter, for the type's documentation.
    pub parameter: String,
    /// Each variant with its value on the wire.
    pub variants: Vec<(String, String)>,
}

/// A named schema.
#[derive(Clone, Debug, Serialize)]
pub struct Schema {
    /// Where it stands.
    #[serde(rename = "pointer")]
    pub named: Named,
    /// Its name in the document.
    pub name: String,
    /// The function that checks it, and its module.
    pub ident: String,
    /// What it asks for.
    pub rule: Rule,
}
