//! APIs and what is said about their operations.

use std::collections::BTreeMap;

use super::{Sections, Spanned, Text};

/// One API.
#[derive(Clone, Debug)]
pub struct Api {
    /// Its name, kebab-case.
    pub name: Spanned<String>,
    /// Where its operations come from.
    pub source: ApiSource,
    /// Overlays of the spec in the order of their application, relative to the gateway file.
    pub overlays: Vec<Spanned<String>>,
    /// The public prefix: empty, or with a leading slash and without a trailing one.
    pub path: Spanned<String>,
    /// A backend that exists.
    pub backend: Option<Spanned<String>>,
    /// Its models, by name; each exists. `None`: models are not looked at.
    pub models: Option<Spanned<Vec<String>>>,
    /// What fills the variables of the spec's server.
    pub server_variables: BTreeMap<String, Spanned<Text>>,
    /// How a caller shows a key; `None`: the defaults, which depend on the spec.
    pub subscription: Option<Subscription>,
    /// Limits on template parameters, by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// What is checked, as far as it is said here.
    pub validate: Validate,
    /// What happens to a call below `path` that no operation matches.
    pub unmatched: Unmatched,
    /// What is done about the usage of streams; `None`: it is asked for where the document declares how.
    pub stream_usage: Option<StreamUsage>,
    /// What the log of calls of models has of their messages.
    pub llm_log: Option<LlmTexts>,
    /// The policies at API scope.
    pub policies: Sections,
    /// By name of the tag.
    pub tags: BTreeMap<String, Tag>,
    /// By operation id or `METHOD /path`.
    pub operations: BTreeMap<String, Operation>,
}

/// What the log of calls of models has of an API's messages.
#[derive(Clone, Debug)]
pub struct LlmTexts {
    /// The place of its key.
    pub span: crate::source::Span,
    /// How many bytes of each prompt.
    pub prompts: Option<u64>,
    /// How many bytes of each completion.
    pub completions: Option<u64>,
    /// JSON pointers with `*` for any member or item.
    pub members: Vec<String>,
    /// Regular expressions, each with what it is in the syntax of the `regex` crate.
    pub patterns: Vec<(String, String)>,
}

/// What is done about the usage of a stream whose caller does not ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamUsage {
    /// It is asked for wherever the body may ask for a stream, and the report kept from the caller.
    Request,
    /// Nothing: bodies stay as they are to the byte.
    Leave,
}

/// Where the operations of an API come from.
#[derive(Clone, Debug)]
pub enum ApiSource {
    /// An OpenAPI document, relative to the gateway file.
    Spec(Spanned<String>),
    /// Those of the OpenAI API, without a document of its own.
    OpenAi {
        /// Where to; `None` only where the API names a backend.
        url: Option<Text>,
    },
    /// Every method on every path below the prefix.
    Passthrough {
        /// Where to; `None` only where the API names a backend.
        url: Option<Text>,
    },
}

/// How a caller shows a subscription key. What is `None` has the default, which depends on the spec.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// The place of the whole object.
    pub span: crate::source::Span,
    /// Whether a call without a key is refused.
    pub required: bool,
    /// Names of headers, valid ones, unequal without regard to case.
    pub headers: Option<Vec<Spanned<String>>>,
    /// The name of a query parameter.
    pub query: Option<Spanned<String>>,
    /// Whether `authorization: Bearer KEY` counts.
    pub bearer: Option<bool>,
}

/// Limits on one template parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name in the spec.
    pub name: Spanned<String>,
    /// The values that are let through: unequal, at least one; `None`: whatever the spec takes.
    pub allow: Option<Vec<Spanned<String>>>,
    /// Used where the parameter is absent; one of `allow`, where that is given.
    pub default: Option<Spanned<String>>,
}

/// The policies of all operations with one tag.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Its name in the spec.
    pub name: Spanned<String>,
    /// The policies at this scope.
    pub policies: Sections,
}

/// What is said about one operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its id in the spec, or `METHOD /path`.
    pub key: Spanned<String>,
    /// How it streams, where the spec hides it.
    pub streaming: Option<Streaming>,
    /// The policies at operation scope.
    pub policies: Sections,
    /// What is checked, as far as it is said here.
    pub validate: Validate,
}

/// How an operation streams; at least one of the two is given.
#[derive(Clone, Debug)]
pub struct Streaming {
    /// A JSON pointer to the member of the request that asks for a stream by being `true`.
    pub when: Option<Spanned<String>>,
    /// The name of the schema of each event.
    pub events: Option<Spanned<String>>,
}

/// What one scope says about checks; `None`: what the broader scope says.
#[derive(Clone, Debug, Default)]
pub struct Validate {
    /// Requests that violate the spec.
    pub request: Option<Spanned<Action>>,
    /// Answers that violate the spec.
    pub response: Option<Spanned<Action>>,
    /// Members that no schema declares.
    pub unknown_fields: Option<Spanned<UnknownFields>>,
    /// Values of a discriminator that no schema declares.
    pub unions: Option<Spanned<Unions>>,
    /// Values that an enum doesn't list.
    pub enums: Option<Spanned<Enums>>,
}

impl Validate {
    /// What holds where this scope stands within `broader`.
    #[must_use]
    pub fn within(&self, broader: Validation) -> Validation {
        fn or<T: Copy>(said: &Option<Spanned<T>>, broader: T) -> T {
            said.as_ref().map_or(broader, |said| said.value)
        }
        Validation {
            request: or(&self.request, broader.request),
            response: or(&self.response, broader.response),
            unknown_fields: or(&self.unknown_fields, broader.unknown_fields),
            unions: or(&self.unions, broader.unions),
            enums: or(&self.enums, broader.enums),
        }
    }
}

/// What is checked at one operation, all said. The default is that of an API that says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validation {
    /// Requests that violate the spec.
    pub request: Action,
    /// Answers that violate the spec.
    pub response: Action,
    /// Members that no schema declares.
    pub unknown_fields: UnknownFields,
    /// Values of a discriminator that no schema declares.
    pub unions: Unions,
    /// Values that an enum doesn't list.
    pub enums: Enums,
}

impl Default for Validation {
    fn default() -> Self {
        Self {
            request: Action::Prevent,
            response: Action::Ignore,
            unknown_fields: UnknownFields::Forward,
            unions: Unions::Open,
            enums: Enums::Spec,
        }
    }
}

/// What happens to a message that violates the spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is refused.
    Prevent,
    /// It passes, counted and logged.
    Detect,
    /// It is not looked at.
    Ignore,
}

/// What happens to members that no schema declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownFields {
    /// They pass, unless the spec itself forbids them.
    Forward,
    /// They are a violation.
    Refuse,
}

/// Whether values of a discriminator that no schema declares pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unions {
    /// They pass, counted.
    Open,
    /// They are a violation.
    Closed,
}

/// Whether values that an enum doesn't list pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enums {
    /// As the spec marks each one.
    Spec,
    /// They pass, counted.
    Open,
    /// They are a violation.
    Closed,
}

/// What happens to a call below an API's prefix that no operation matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmatched {
    /// 404 or 405.
    Refuse,
    /// It passes, counted.
    Forward,
}
