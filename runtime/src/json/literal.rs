//! Values that a document names: `enum` and `const`.

use std::fmt::{self, Write};

use super::canonical::canonical;
use super::cursor::{Checked, Json, Kind, Stop};
use super::decimal::Decimal;
use super::outcome::{Limit, Types};

/// A value that the document names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Literal {
    /// A string, unescaped.
    String(&'static str),
    /// A number as it is written; compared by value, so that `1` is `1.0`.
    Number(&'static str),
    /// `true` or `false`
    Bool(bool),
    /// `null`
    Null,
    /// An array or an object, as JSON text; members compare in any order.
    Json(&'static str),
}

impl fmt::Display for Literal {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::String(text) => write_quoted(to, text),
            Literal::Number(text) | Literal::Json(text) => to.write_str(text),
            Literal::Bool(truth) => write!(to, "{truth}"),
            Literal::Null => to.write_str("null"),
        }
    }
}

/// Writes a JSON string.
pub(super) fn write_quoted(to: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    to.write_char('"')?;
    for char in text.chars() {
        match char {
            '"' | '\\' => write!(to, "\\{char}")?,
            '\0'..' ' => write!(to, "\\u{:04x}", char as u32)?,
            _ => to.write_char(char)?,
        }
    }
    to.write_char('"')
}

impl Literal {
    const fn types(&self) -> Types {
        match self {
            Literal::String(_) => Types::STRING,
            Literal::Number(_) => Types::NUMBER,
            Literal::Bool(_) => Types::BOOLEAN,
            Literal::Null => Types::NULL,
            Literal::Json(text) => match text.as_bytes() {
                [b'[', ..] => Types::ARRAY,
                _ => Types::OBJECT,
            },
        }
    }
}

impl Json<'_> {
    /// One of these values: `enum`, or `const` of one.
    pub fn enumeration(&mut self, values: &'static [Literal]) -> Checked {
        let (start, known) = self.among(values)?;
        if known { Ok(()) } else { self.violate(start, "enum", Some(Limit::Values(values))) }
    }

    /// One of these values, or another of the same types, which is counted as unknown.
    pub fn open_enumeration(&mut self, values: &'static [Literal]) -> Checked {
        let types = values.iter().fold(Types::NONE, |types, value| types.and(value.types()));
        if !types.allow(self.kind()?) {
            return self.wrong_type(types);
        }
        if !self.among(values)?.1 {
            self.unknown = self.unknown.saturating_add(1);
        }
        Ok(())
    }

    /// Passes over the next value: where it starts, and whether it is one of these.
    fn among(&mut self, values: &[Literal]) -> Result<(usize, bool), Stop> {
        let kind = self.kind()?;
        let start = self.at;
        let known = match kind {
            Kind::String => {
                let text = self.string_token()?.decoded();
                values.iter().any(|value| matches!(value, Literal::String(known) if *known == text))
            }
            Kind::Number => {
                let number = Decimal::parse(self.number_token()?);
                values.iter().any(|value| matches!(value, Literal::Number(known) if same_number(known, number)))
            }
            Kind::Boolean => {
                let truth = self.boolean_token()?;
                values.contains(&Literal::Bool(truth))
            }
            Kind::Null => {
                self.word("null")?;
                values.contains(&Literal::Null)
            }
            Kind::Untyped => self.untyped_among(values)?,
            Kind::Array | Kind::Object => {
                self.skip()?;
                self.same_structure(start, values)
            }
        };
        Ok((start, known))
    }

    fn same_structure(&self, start: usize, values: &[Literal]) -> bool {
        let mut texts =
            values.iter().filter_map(|value| if let Literal::Json(text) = value { Some(*text) } else { None });
        let Some(first) = texts.next() else { return false };
        let value = canonical(self.text.get(start..self.at).unwrap_or_default());
        canonical(first) == value || texts.any(|text| canonical(text) == value)
    }
}

pub(super) fn same_number(known: &str, number: Option<Decimal<'_>>) -> bool {
    Decimal::parse(known).zip(number).is_some_and(|(known, number)| known.compare(number).is_eq())
}
