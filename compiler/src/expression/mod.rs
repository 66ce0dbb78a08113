//! Expressions: `${...}` of the gateway file, which is CEL (the Common Expression Language). A text is parsed by the `cel`
//! crate, checked against what is visible at its place, and lowered to plain Rust.
//!
//! What departs from CEL:
//! - Types are known here. A list holds values of one type, and nothing is `dyn` but JSON that the spec leaves open.
//! - Headers and query parameters are strings, empty where they are absent. A member of a body that is null counts as
//!   absent.
//! - What may be absent must be tested (`has()`, `in`, a comparison with null) or have a `default(look-up, fallback)`.
//! - Numbers of different types compare by their values; arithmetic doesn't mix them.
//!
//! This stage never reads the gateway file or a spec: what is visible is handed to it.

mod ast;
mod check;
mod constant;
mod environment;
mod lower;
mod members;
mod parse;
#[cfg(test)]
mod tests;
mod typed;
mod types;

pub use environment::{AnswerBodies, Body, Declared, Environment, Membership, Parameter, View};
pub use lower::{argument, chosen, condition, duration, number, owned, part, unsigned, variable};
pub use typed::{Reads, Typed};
pub use types::Type;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::schema::{Named, Rule};
use crate::source::{Places, Span};

/// An expression that was parsed.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// As it was written, without `${` and `}`.
    pub source: String,
    /// Where it stands.
    pub span: Span,
    root: ast::Node,
}

impl Expression {
    /// Whether it looks into the body of the backend's answer, or at the tokens that this reports: it is held back for either.
    #[must_use]
    pub fn reads_answer(&self) -> bool {
        let is = |node: &ast::Node| {
            let path = match &node.kind {
                // `has(response.body)` holds a path and a last step.
                ast::Kind::Has(of, member) => of.path().map(|path| [path, vec![member.as_str()]].concat()),
                _ => node.path(),
            };
            path.is_some_and(|path| path.starts_with(&["response", "body"]) || matches!(*path, ["usage", _]))
        };
        self.root.any(&is)
    }
}

/// What the place of an expression takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Whatever it is.
    Any,
    /// A part of a text: a string, or what `string()` takes.
    Text,
    /// A truth value.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A duration.
    Duration,
    /// What a variable can keep.
    Variable,
}

impl Expected {
    fn words(self) -> &'static str {
        match self {
            Self::Any => "a value",
            Self::Text => "text",
            Self::Boolean => "a boolean",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Duration => "a duration",
            Self::Variable => "text, a number, a boolean, a time, JSON, or a list or a map of such",
        }
    }
}

/// The type of a value that satisfies a rule, as an expression sees it; `named` are the schemas that the rule names.
#[must_use]
pub fn type_of(rule: &Rule, named: &BTreeMap<Named, Rule>) -> Type {
    members::Shape { alternatives: vec![members::Alternative { rule, named }], ..members::Shape::default() }.ty()
}

/// Parses an expression; `places` are those of `text` in its file.
///
/// # Errors
/// The place and the reason, where it is no expression of CEL.
pub fn parse(text: &str, places: &Places) -> Result<Expression, Diagnostic> {
    let root = parse::tree(text, places)?;
    Ok(Expression { source: text.trim().to_owned(), span: places.whole(), root })
}

/// Checks an expression at its place.
///
/// # Errors
/// Everything that is wrong with it there.
pub fn check(
    expression: &Expression,
    environment: &Environment<'_>,
    expected: Expected,
) -> Result<Typed, Vec<Diagnostic>> {
    check::check(expression, environment, expected)
}
