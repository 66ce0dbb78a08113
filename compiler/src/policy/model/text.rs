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

/// Where a part of a text of JSON stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonPlace {
    /// Where a value stands.
    Value,
    /// Within a string.
    String,
}

/// Where each of the parts of a text of JSON begins; none of them for what is only known later.
pub fn json_places<'t>(parts: impl Iterator<Item = Option<&'t str>>) -> Vec<JsonPlace> {
    let (mut place, mut escaped) = (JsonPlace::Value, false);
    let mut places = Vec::new();
    for part in parts {
        places.push(place);
        for char in part.unwrap_or_default().chars() {
            place = match (place, char, escaped) {
                (JsonPlace::Value, '"', _) => JsonPlace::String,
                (JsonPlace::String, '"', false) => JsonPlace::Value,
                (place, ..) => place,
            };
            escaped = place == JsonPlace::String && char == '\\' && !escaped;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::{JsonPlace, json_places};

    #[test]
    fn a_part_is_a_value_or_stands_in_a_string() {
        let places =
            json_places([Some(r#"{"a\\\"b": "#), None, Some(r#", "c": "x "#), None, Some(r#"\""#), None].into_iter());
        let [value, string] = [JsonPlace::Value, JsonPlace::String];
        assert_eq!(places, [value, value, value, string, string, string]);
    }
}
