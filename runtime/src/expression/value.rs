//! A value that a call brings or that was set before: a member of JSON, a parameter, a variable.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::Serialize;

use super::error::{Error, Result};
use super::time::{Duration, Timestamp};
use crate::json::{view, whole};
use crate::text::json_string;

/// A value that was looked up; perhaps there is none. JSON's null counts as none.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a>(Inner<'a>, Origin);

#[derive(Debug, Clone, Copy)]
enum Inner<'a> {
    Absent,
    /// As it stands in a checked body.
    Json(&'a [u8]),
    Variable(&'a Variable),
}

/// Who has sent a value, and so is at fault where it is not what an expression takes it for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The gateway itself.
    Gateway,
    /// The caller, in the body of the request.
    Body,
    /// The caller, in a token.
    Token,
    /// The backend, in the body of its answer.
    Answer,
}

/// A value that a policy keeps for those that run after it.
#[derive(Debug, Clone, PartialEq)]
pub enum Variable {
    /// Text.
    Text(Cow<'static, str>),
    /// A whole number.
    Int(i64),
    /// An unsigned one.
    Uint(u64),
    /// Any number.
    Double(f64),
    /// A truth value.
    Boolean(bool),
    /// A moment.
    Timestamp(Timestamp),
    /// A time span.
    Duration(Duration),
    /// JSON, as it stood in a body or an answer; lists and maps too.
    Json(Vec<u8>, Origin),
}

impl Variable {
    /// As JSON. A number that JSON doesn't have, such as one that is infinite, is null.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        match self {
            Self::Text(text) => json_string(&mut json, text),
            Self::Int(number) => json = number.to_string(),
            Self::Uint(number) => json = number.to_string(),
            Self::Double(number) if number.is_finite() => json = number.to_string(),
            Self::Double(_) => json.push_str("null"),
            Self::Boolean(value) => json = value.to_string(),
            Self::Timestamp(moment) => json_string(&mut json, &moment.to_string()),
            Self::Duration(span) => json_string(&mut json, &span.to_string()),
            Self::Json(raw, _) => json = String::from_utf8_lossy(raw).into_owned(),
        }
        json
    }
}

impl From<String> for Variable {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}

impl From<&str> for Variable {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned().into())
    }
}

impl From<i64> for Variable {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u64> for Variable {
    fn from(value: u64) -> Self {
        Self::Uint(value)
    }
}

impl From<f64> for Variable {
    fn from(value: f64) -> Self {
        Self::Double(value)
    }
}

impl From<bool> for Variable {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<Timestamp> for Variable {
    fn from(value: Timestamp) -> Self {
        Self::Timestamp(value)
    }
}

impl From<Duration> for Variable {
    fn from(value: Duration) -> Self {
        Self::Duration(value)
    }
}

/// Values that are written as JSON without fail.
fn written(value: &impl Serialize) -> Variable {
    Variable::Json(serde_json::to_vec(value).unwrap_or_else(|_| b"null".to_vec()), Origin::Gateway)
}

impl<T: Serialize> From<Vec<T>> for Variable {
    fn from(value: Vec<T>) -> Self {
        written(&value)
    }
}

impl<T: Serialize> From<BTreeMap<String, T>> for Variable {
    fn from(value: BTreeMap<String, T>) -> Self {
        written(&value)
    }
}

impl From<Value<'_>> for Variable {
    /// What is absent is kept as null, which is absent too.
    fn from(value: Value<'_>) -> Self {
        match value.0 {
            Inner::Absent => Self::Json(b"null".to_vec(), value.1),
            Inner::Json(raw) => Self::Json(raw.to_vec(), value.1),
            Inner::Variable(variable) => variable.clone(),
        }
    }
}

impl<'a> Value<'a> {
    /// There is none.
    pub const ABSENT: Self = Self(Inner::Absent, Origin::Gateway);

    /// A JSON value, which was checked; null is none.
    #[must_use]
    pub fn json(raw: &'a [u8], origin: Origin) -> Self {
        Self(if raw.trim_ascii() == b"null" { Inner::Absent } else { Inner::Json(raw) }, origin)
    }

    /// What it is an error to take it for: the fault of whoever has sent it.
    fn fault(self, own: Error) -> Error {
        match self.1 {
            Origin::Gateway => own,
            Origin::Body => Error::Body,
            Origin::Token => Error::Claim,
            Origin::Answer => Error::Answer,
        }
    }

    /// None is there, or it is of another type.
    fn other<T>(self) -> Result<T> {
        Err(self.fault(if self.is_present() { Error::Type } else { Error::Absent }))
    }

    /// A variable, if it was set.
    #[must_use]
    pub fn variable(variable: Option<&'a Variable>) -> Self {
        match variable {
            None => Self::ABSENT,
            Some(Variable::Json(raw, origin)) => Self::json(raw, *origin),
            Some(variable) => Self(Inner::Variable(variable), Origin::Gateway),
        }
    }

    /// Whether there is one.
    #[must_use]
    pub fn is_present(self) -> bool {
        !matches!(self.0, Inner::Absent)
    }

    /// A part of it, by a JSON Pointer (RFC 6901). Of a repeated name, the first counts.
    #[must_use]
    pub fn member(self, pointer: &str) -> Self {
        match self.0 {
            Inner::Json(raw) => {
                view::at(raw, pointer).map_or(Self(Inner::Absent, self.1), |raw| Self::json(raw, self.1))
            }
            _ if pointer.is_empty() => self,
            _ => Self(Inner::Absent, self.1),
        }
    }

    /// The text.
    ///
    /// # Errors
    /// There is none, or it is no text.
    pub fn text(self) -> Result<Cow<'a, str>> {
        match self.0 {
            Inner::Json(raw) => view::string(raw).map_or_else(|| self.other(), Ok),
            Inner::Variable(Variable::Text(text)) => Ok(Cow::Borrowed(text)),
            _ => self.other(),
        }
    }

    /// The text, for a list that outlives what it was read from.
    ///
    /// # Errors
    /// There is none, or it is no text.
    pub fn string(self) -> Result<String> {
        self.text().map(Cow::into_owned)
    }

    /// The text, or this one where there is none.
    ///
    /// # Errors
    /// It is no text.
    pub fn text_or(self, fallback: impl Into<Cow<'a, str>>) -> Result<Cow<'a, str>> {
        if self.is_present() { self.text() } else { Ok(fallback.into()) }
    }

    /// The whole number; `1.0` and `1e2` are.
    ///
    /// # Errors
    /// There is none, it is no whole number, or exceeds 64 bits.
    pub fn int(self) -> Result<i64> {
        match self.0 {
            Inner::Json(raw) => number(raw).and_then(whole).map_or_else(|| self.other(), Ok),
            Inner::Variable(Variable::Int(number)) => Ok(*number),
            _ => self.other(),
        }
    }

    /// The whole number, or this one where there is none.
    ///
    /// # Errors
    /// It is no whole number, or exceeds 64 bits.
    pub fn int_or(self, fallback: i64) -> Result<i64> {
        if self.is_present() { self.int() } else { Ok(fallback) }
    }

    /// The unsigned number.
    ///
    /// # Errors
    /// There is none, or it is no such number.
    pub fn uint(self) -> Result<u64> {
        match self.0 {
            Inner::Variable(Variable::Uint(number)) => Ok(*number),
            Inner::Variable(_) => self.other(),
            _ => super::to_uint(self.int()?).map_err(|error| self.fault(error)),
        }
    }

    /// The unsigned number, or this one where there is none.
    ///
    /// # Errors
    /// It is no such number.
    pub fn uint_or(self, fallback: u64) -> Result<u64> {
        if self.is_present() { self.uint() } else { Ok(fallback) }
    }

    /// The number, at double precision.
    ///
    /// # Errors
    /// There is none, or it is no number.
    pub fn number(self) -> Result<f64> {
        match self.0 {
            Inner::Json(raw) => number(raw).and_then(|digits| digits.parse().ok()).map_or_else(|| self.other(), Ok),
            Inner::Variable(Variable::Double(number)) => Ok(*number),
            _ => self.other(),
        }
    }

    /// The number, or this one where there is none.
    ///
    /// # Errors
    /// It is no number.
    pub fn number_or(self, fallback: f64) -> Result<f64> {
        if self.is_present() { self.number() } else { Ok(fallback) }
    }

    /// The truth value.
    ///
    /// # Errors
    /// There is none, or it is no truth value.
    pub fn boolean(self) -> Result<bool> {
        match self.0 {
            Inner::Json(raw) => view::boolean(raw).map_or_else(|| self.other(), Ok),
            Inner::Variable(Variable::Boolean(value)) => Ok(*value),
            _ => self.other(),
        }
    }

    /// The truth value, or this one where there is none.
    ///
    /// # Errors
    /// It is no truth value.
    pub fn boolean_or(self, fallback: bool) -> Result<bool> {
        if self.is_present() { self.boolean() } else { Ok(fallback) }
    }

    /// The items, each read by a function.
    ///
    /// # Errors
    /// There is no array, or an item is of another type.
    pub fn list<T>(self, read: impl FnMut(Value<'a>) -> Result<T>) -> Result<Vec<T>> {
        match self.0 {
            Inner::Json(raw) => match view::items(raw) {
                Some(items) => items.into_iter().map(|raw| Value::json(raw, self.1)).map(read).collect(),
                None => self.other(),
            },
            _ => self.other(),
        }
    }

    /// The values of an object by their names, each read by a function. Of a repeated name, the first counts.
    ///
    /// # Errors
    /// There is no object, or a value is of another type.
    pub fn map<T>(self, mut read: impl FnMut(Value<'a>) -> Result<T>) -> Result<BTreeMap<String, T>> {
        let Inner::Json(raw) = self.0 else { return self.other() };
        let mut members = Vec::new();
        let Some(_) = view::each_member(raw, |name, value| members.push((name, value))) else { return self.other() };
        let mut map = BTreeMap::new();
        for (name, value) in members {
            let Some(name) = view::string(&[b"\"", name, b"\""].concat()).map(Cow::into_owned) else {
                return self.other();
            };
            if let Entry::Vacant(place) = map.entry(name) {
                place.insert(read(Value::json(value, self.1))?);
            }
        }
        Ok(map)
    }

    /// The moment.
    ///
    /// # Errors
    /// There is none, or it is none.
    pub fn timestamp(self) -> Result<Timestamp> {
        match self.0 {
            Inner::Variable(Variable::Timestamp(moment)) => Ok(*moment),
            _ => self.other(),
        }
    }

    /// The time span.
    ///
    /// # Errors
    /// There is none, or it is none.
    pub fn duration(self) -> Result<Duration> {
        match self.0 {
            Inner::Variable(Variable::Duration(span)) => Ok(*span),
            _ => self.other(),
        }
    }

    /// The items, whatever they are.
    ///
    /// # Errors
    /// There is no array.
    pub fn items(self) -> Result<Vec<Self>> {
        self.list(Ok)
    }

    /// Whether it is this text.
    #[must_use]
    pub fn is_text(self, text: &str) -> bool {
        self.text().is_ok_and(|own| own == text)
    }

    /// Whether it is this number.
    #[must_use]
    pub fn is_number(self, number: impl super::Number) -> bool {
        match self.int() {
            Ok(own) => super::equal(own, number),
            Err(_) => self.number().is_ok_and(|own| super::equal(own, number)),
        }
    }

    /// Whether it is this truth value.
    #[must_use]
    pub fn is_boolean(self, value: bool) -> bool {
        self.boolean() == Ok(value)
    }

    /// Whether it is an array with this text among its items, or an object with a member of this name.
    #[must_use]
    pub fn holds_text(self, text: &str) -> bool {
        match self.items() {
            Ok(items) => items.into_iter().any(|item| item.is_text(text)),
            Err(_) => {
                let name = text.replace('~', "~0").replace('/', "~1");
                self.member(&format!("/{name}")).is_present()
            }
        }
    }

    /// Whether it is an array with this number among its items.
    #[must_use]
    pub fn holds_number(self, number: impl super::Number) -> bool {
        self.items().is_ok_and(|items| items.into_iter().any(|item| item.is_number(number)))
    }

    /// Whether it is an array with this truth value among its items.
    #[must_use]
    pub fn holds_boolean(self, value: bool) -> bool {
        self.items().is_ok_and(|items| items.into_iter().any(|item| item.is_boolean(value)))
    }

    /// A text as it is, and all else as JSON, without the spaces between its parts.
    ///
    /// # Errors
    /// There is none.
    pub fn to_text(self) -> Result<String> {
        match self.0 {
            Inner::Json(raw) => match raw.trim_ascii() {
                [b'"', ..] => self.text().map(Cow::into_owned),
                other => String::from_utf8(dense(other)).or_else(|_| self.other()),
            },
            Inner::Variable(Variable::Int(number)) => Ok(number.to_string()),
            Inner::Variable(Variable::Uint(number)) => Ok(number.to_string()),
            Inner::Variable(Variable::Double(number)) => Ok(number.to_string()),
            Inner::Variable(Variable::Boolean(value)) => Ok(value.to_string()),
            Inner::Variable(Variable::Timestamp(moment)) => Ok(moment.to_string()),
            Inner::Variable(Variable::Duration(span)) => Ok(span.to_string()),
            _ => self.text().map(Cow::into_owned),
        }
    }
}

/// The digits of a JSON number.
fn number(raw: &[u8]) -> Option<&str> {
    match raw.trim_ascii() {
        digits @ [b'-' | b'0'..=b'9', ..] => std::str::from_utf8(digits).ok(),
        _ => None,
    }
}

/// JSON without the spaces between its parts.
fn dense(raw: &[u8]) -> Vec<u8> {
    let (mut within, mut escaped) = (false, false);
    let kept = |byte: &u8| {
        let space = !within && byte.is_ascii_whitespace();
        within ^= *byte == b'"' && !escaped;
        escaped = within && *byte == b'\\' && !escaped;
        !space
    };
    raw.iter().copied().filter(kept).collect()
}

impl super::Int for Value<'_> {
    /// A number cut off towards zero, or what a text says.
    fn int(self) -> Result<i64> {
        let read = match self.text() {
            Ok(text) => super::to_int(&*text),
            Err(_) => Value::int(self).or_else(|_| super::to_int(self.number()?)),
        };
        read.map_err(|error| self.fault(error))
    }
}

impl super::Uint for Value<'_> {
    fn uint(self) -> Result<u64> {
        let read = match self.text() {
            Ok(text) => super::to_uint(&*text),
            Err(_) => super::to_uint(self.number()?),
        };
        read.map_err(|error| self.fault(error))
    }
}

impl super::Double for Value<'_> {
    fn double(self) -> Result<f64> {
        match self.text() {
            Ok(text) => super::to_double(&*text).map_err(|error| self.fault(error)),
            Err(_) => self.number(),
        }
    }
}

impl super::Boolean for Value<'_> {
    fn boolean(self) -> Result<bool> {
        match self.text() {
            Ok(text) => super::to_boolean(&*text).map_err(|error| self.fault(error)),
            Err(_) => Value::boolean(self),
        }
    }
}
