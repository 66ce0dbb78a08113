//! What is visible at the place of an expression: the operations that it runs for, and what was set before.

use std::collections::BTreeMap;

use super::types::Type;
use crate::schema::{Named, Rule};
use crate::source::Span;

/// What is visible at a place.
#[derive(Debug)]
pub struct Environment<'e> {
    /// The operations that the place is reached for. An expression must make sense for each of them.
    pub operations: &'e [&'e View<'e>],
    /// Whether there is an answer: in `outbound` and `on-error`, and where it is decided whether to send a call again.
    pub response: bool,
    /// Whether the call has failed: in `on-error`.
    pub error: bool,
    /// Whether a policy that runs before takes a token, whose claims are then known.
    pub claims: bool,
    /// The product that every call comes by, where it stands among the policies of one.
    pub product: Option<Membership>,
    /// Whether it is known what models cost.
    pub priced: bool,
    /// The section, as messages name it.
    pub section: &'static str,
    /// What was set before, by name.
    pub variables: &'e BTreeMap<String, Declared>,
    /// The attributes of subscriptions, by name.
    pub attributes: &'e BTreeMap<String, Declared>,
}

/// What is known of calls that come by products.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Whether each of them has a subscription.
    pub subscribed: bool,
}

/// A value that something else in the gateway file declares.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Its type.
    pub ty: Type,
    /// Whether it is always there.
    pub certain: bool,
    /// Where it is declared, where that is known.
    pub span: Option<Span>,
}

/// An operation as an expression sees it.
#[derive(Debug)]
pub struct View<'e> {
    /// Its id.
    pub id: &'e str,
    /// Where the spec has it; none for an operation that is not the spec's.
    pub span: Option<Span>,
    /// Its parameters of path and query.
    pub parameters: Vec<Parameter<'e>>,
    /// Its body.
    pub body: Body<'e>,
    /// The bodies of its answers; none where the document says nothing of them.
    pub answer: Option<&'e AnswerBodies>,
    /// The schemas that its rules name.
    pub named: &'e BTreeMap<Named, Rule>,
    /// Whether every call has a subscription.
    pub subscribed: bool,
}

/// A parameter as an expression sees it.
#[derive(Clone, Debug)]
pub struct Parameter<'e> {
    /// Its name on the wire.
    pub name: &'e str,
    /// Its type.
    pub ty: Type,
    /// Whether it is always there: required, or with a default.
    pub certain: bool,
    /// Where the spec has it.
    pub span: Option<Span>,
}

/// The bodies of answers as an expression sees them.
#[derive(Clone, Debug)]
pub struct AnswerBodies {
    /// What one of them may have to satisfy.
    pub rules: Vec<Rule>,
    /// The schemas that these name.
    pub named: BTreeMap<Named, Rule>,
    /// Where the spec has the first of them.
    pub span: Option<Span>,
}

/// A body as an expression sees it.
#[derive(Clone, Debug)]
pub enum Body<'e> {
    /// The spec has none.
    None,
    /// It has no schema: any JSON.
    Any,
    /// JSON by a schema.
    Json {
        /// What it must satisfy.
        rule: &'e Rule,
        /// Whether it is there, is JSON and was checked, whenever an expression looks.
        certain: bool,
        /// Where the spec has it.
        span: Option<Span>,
    },
}
