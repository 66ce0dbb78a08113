//! The types that parameters are read as, and the rules that each keeps: those of JSON strings and numbers.

use crate::json::{Limit, Numeric, Text, Types, Violation, check_number, check_text};
use crate::style::{Sent, broken};

/// An enumeration that the document declares.
pub trait Choice: Sized + Copy {
    /// The allowed values, in the document's order.
    const NAMES: &'static [&'static str];

    /// The value with this text.
    fn from_text(text: &str) -> Option<Self>;

    /// The text of the value.
    fn as_text(&self) -> &'static str;
}

/// What a parameter must keep, and the type that it is read as.
pub trait Rules<T> {
    /// Reads what was sent: one text, or more where the rules are those of a list.
    ///
    /// # Errors
    /// The first rule that they break.
    fn read(&self, sent: Sent<'_>) -> Result<T, Violation>;

    /// The value as it is sent on.
    fn write(&self, value: &T) -> String;
}

/// A value of a [`Choice`].
#[derive(Debug, Clone, Copy)]
pub struct OneOf;

impl<T: Choice> Rules<T> for OneOf {
    fn read(&self, sent: Sent<'_>) -> Result<T, Violation> {
        T::from_text(&sent.one()?).ok_or_else(|| broken("enum", Some(Limit::Names(T::NAMES))))
    }

    fn write(&self, value: &T) -> String {
        value.as_text().to_owned()
    }
}

impl Rules<String> for Text {
    fn read(&self, sent: Sent<'_>) -> Result<String, Violation> {
        let value = sent.one()?;
        check_text(&value, self)?;
        Ok(value.into_owned())
    }

    fn write(&self, value: &String) -> String {
        value.clone()
    }
}

impl Rules<i64> for Numeric {
    fn read(&self, sent: Sent<'_>) -> Result<i64, Violation> {
        let value = sent.one()?;
        check_number(&value, self)?;
        // `1.0` and `1e3` are integers too; one beyond 64 bits reads as the nearest within.
        Ok(value.parse().unwrap_or_else(|_| value.parse::<f64>().unwrap_or_default() as i64))
    }

    fn write(&self, value: &i64) -> String {
        value.to_string()
    }
}

impl Rules<f64> for Numeric {
    fn read(&self, sent: Sent<'_>) -> Result<f64, Violation> {
        let value = sent.one()?;
        check_number(&value, self)?;
        value.parse().map_err(|_| broken("type", Some(Limit::Types(Types::NUMBER))))
    }

    fn write(&self, value: &f64) -> String {
        value.to_string()
    }
}

/// `true` or `false`.
#[derive(Debug, Clone, Copy)]
pub struct Boolean;

impl Rules<bool> for Boolean {
    fn read(&self, sent: Sent<'_>) -> Result<bool, Violation> {
        match &*sent.one()? {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(broken("type", Some(Limit::Types(Types::BOOLEAN)))),
        }
    }

    fn write(&self, value: &bool) -> String {
        value.to_string()
    }
}

/// How the items of a list are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// The parameter comes once for each item (`style: form`, `explode: true`).
    Repeated,
    /// In one value, with this between them: `,`, a space, `|`.
    Within(char),
}

/// A list of values that each keep `items`.
#[derive(Debug, Clone, Copy)]
pub struct List<R> {
    /// The rules of each item.
    pub items: R,
    /// `minItems`
    pub min_items: u64,
    /// `maxItems`
    pub max_items: Option<u64>,
    /// How the items are written.
    pub separator: Separator,
}

impl<T, R: Rules<T>> Rules<Vec<T>> for List<R> {
    fn read(&self, sent: Sent<'_>) -> Result<Vec<T>, Violation> {
        let items: Vec<T> = match self.separator {
            Separator::Repeated => sent.each().map(|item| self.items.read(item)).collect::<Result<_, _>>()?,
            Separator::Within(separator) => {
                sent.items(separator)?.each().map(|item| self.items.read(item)).collect::<Result<_, _>>()?
            }
        };
        let count = items.len() as u64;
        if count < self.min_items {
            return Err(broken("minItems", Some(Limit::Count(self.min_items))));
        }
        match self.max_items.filter(|most| count > *most) {
            Some(most) => Err(broken("maxItems", Some(Limit::Count(most)))),
            None => Ok(items),
        }
    }

    fn write(&self, value: &Vec<T>) -> String {
        let separator = if let Separator::Within(separator) = self.separator { separator } else { ',' };
        let items: Vec<String> = value.iter().map(|item| self.items.write(item)).collect();
        items.join(separator.encode_utf8(&mut [0; 4]))
    }
}
