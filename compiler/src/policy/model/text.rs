//! Text with references to named values, and with expressions.

use crate::expression::Expression;
use crate::source::Span;

/// A text that may hold `{{name}}`; the escapes `\{{` and `$${` are resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The pieces in their order: no empty literal, no two literals side by side. The empty text has none.
    pub pieces: Vec<Piece>,
    /// Where the whole text stands.
    pub span: Span,
}

/// A part of a [`Text`].
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Text that is known at compile time.
    Literal(String),
    /// A named value, which exists.
    NamedValue {
        /// Its name.
        name: String,
        /// Where the reference stands; the whole string where its place inside can't be told.
        span: Span,
    },
    /// What is computed for each call.
    Expression(Expression),
}

impl Text {
    /// The text, if it holds no reference.
    #[must_use]
    pub fn as_literal(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// The name, if the text is one reference and nothing else.
    #[must_use]
    pub fn as_named_value(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [Piece::NamedValue { name, .. }] => Some(name),
            _ => None,
        }
    }

    /// The names of all references, in their order.
    pub fn named_values(&self) -> impl Iterator<Item = (&str, Span)> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::NamedValue { name, span } => Some((name.as_str(), *span)),
            Piece::Literal(_) | Piece::Expression(_) => None,
        })
    }
}
