//! Parameters: read from the path, the query, a header or a cookie, checked and given as the type that the document
//! says. What a client sent never stands in a message.

use std::borrow::Cow;

use http::{HeaderValue, StatusCode, header};

use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::json::{Limit, Numeric, Text, Types, Violation, check_number, check_text};
use crate::text::percent_decoded;

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
    /// Reads the values that were sent: one, or more where the rules are those of a list.
    ///
    /// # Errors
    /// The first rule that they break.
    fn read(&self, values: &[Cow<'_, str>]) -> Result<T, Violation>;

    /// The value as it is sent on.
    fn write(&self, value: &T) -> String;
}

fn broken(keyword: &'static str, limit: Option<Limit>) -> Violation {
    Violation { pointer: String::new(), keyword, limit }
}

/// The one value. Sent twice, two readers might take different ones.
fn one<'v>(values: &'v [Cow<'_, str>]) -> Result<&'v str, Violation> {
    match values {
        [value] => Ok(value),
        _ => Err(broken("duplicate_parameter", None)),
    }
}

/// A value of a [`Choice`].
#[derive(Debug, Clone, Copy)]
pub struct OneOf;

impl<T: Choice> Rules<T> for OneOf {
    fn read(&self, values: &[Cow<'_, str>]) -> Result<T, Violation> {
        T::from_text(one(values)?).ok_or_else(|| broken("enum", None))
    }

    fn write(&self, value: &T) -> String {
        value.as_text().to_owned()
    }
}

impl Rules<String> for Text {
    fn read(&self, values: &[Cow<'_, str>]) -> Result<String, Violation> {
        let value = one(values)?;
        check_text(value, self)?;
        Ok(value.to_owned())
    }

    fn write(&self, value: &String) -> String {
        value.clone()
    }
}

impl Rules<i64> for Numeric {
    fn read(&self, values: &[Cow<'_, str>]) -> Result<i64, Violation> {
        let value = one(values)?;
        check_number(value, self)?;
        value.parse().map_err(|_| broken("type", Some(Limit::Types(Types::INTEGER))))
    }

    fn write(&self, value: &i64) -> String {
        value.to_string()
    }
}

impl Rules<f64> for Numeric {
    fn read(&self, values: &[Cow<'_, str>]) -> Result<f64, Violation> {
        let value = one(values)?;
        check_number(value, self)?;
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
    fn read(&self, values: &[Cow<'_, str>]) -> Result<bool, Violation> {
        match one(values)? {
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
    fn read(&self, values: &[Cow<'_, str>]) -> Result<Vec<T>, Violation> {
        let each = |text: &str| self.items.read(&[Cow::Borrowed(text)]);
        let items: Vec<T> = match self.separator {
            Separator::Repeated => values.iter().map(|value| each(value)).collect::<Result<_, _>>()?,
            Separator::Within(separator) => one(values)?.split(separator).map(each).collect::<Result<_, _>>()?,
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

/// A parameter of the path.
///
/// # Errors
/// 404: no resource of that name is there for the caller.
pub fn path<T>(call: &Call, name: &'static str, rules: &impl Rules<T>) -> Flow<T> {
    let value = call.path_parameter(name).ok_or_else(|| not_found(name))?;
    rules.read(&[value]).map_err(|violation| not_found(name).detail(format!("{} is broken", violation.keyword)))
}

#[cold]
fn not_found(name: &'static str) -> Fault {
    let message = format!("There is nothing under this `{name}`.");
    Fault::new(StatusCode::NOT_FOUND, "not_found", message).param(name).by("parameters")
}

/// A required parameter of the query.
///
/// # Errors
/// 400 where it is missing or wrong.
pub fn query<T>(call: &Call, name: &'static str, rules: &impl Rules<T>) -> Flow<T> {
    query_optional(call, name, rules)?.ok_or_else(|| missing("query", name))
}

/// A parameter of the query that may be left out.
///
/// # Errors
/// 400 where it is wrong.
pub fn query_optional<T>(call: &Call, name: &'static str, rules: &impl Rules<T>) -> Flow<Option<T>> {
    let mut values = call.query_values(name);
    let Some(first) = values.next() else { return Ok(None) };
    match values.next() {
        None => read("query", name, rules, &[first]),
        Some(second) => {
            let all: Vec<_> = [first, second].into_iter().chain(values).collect();
            read("query", name, rules, &all)
        }
    }
}

/// A parameter of the query with a default, which is added to the query that goes to the backend.
///
/// # Errors
/// 400 where it is wrong.
pub fn query_or<T>(call: &mut Call, name: &'static str, rules: &impl Rules<T>, default: T) -> Flow<T> {
    if let Some(value) = query_optional(call, name, rules)? {
        return Ok(value);
    }
    call.push_query(name, &rules.write(&default));
    Ok(default)
}

/// A required header.
///
/// # Errors
/// 400 where it is missing or wrong.
pub fn header<T>(call: &Call, name: &'static str, rules: &impl Rules<T>) -> Flow<T> {
    header_optional(call, name, rules)?.ok_or_else(|| missing("header", name))
}

/// A header that may be left out.
///
/// # Errors
/// 400 where it is wrong.
pub fn header_optional<T>(call: &Call, name: &'static str, rules: &impl Rules<T>) -> Flow<Option<T>> {
    let values = call.headers().get_all(name).iter().map(|value| value.to_str().map(Cow::Borrowed));
    let values: Result<Vec<_>, _> = values.collect();
    match values {
        Ok(values) if values.is_empty() => Ok(None),
        Ok(values) => read("header", name, rules, &values),
        Err(_) => Err(wrong("header", name, &broken("type", Some(Limit::Types(Types::STRING))))),
    }
}

/// A header with a default, which is added to what goes to the backend.
///
/// # Errors
/// 400 where it is wrong.
pub fn header_or<T>(call: &mut Call, name: &'static str, rules: &impl Rules<T>, default: T) -> Flow<T> {
    if let Some(value) = header_optional(call, name, rules)? {
        return Ok(value);
    }
    if let Ok(value) = HeaderValue::from_str(&rules.write(&default)) {
        call.headers_mut().insert(name, value);
    }
    Ok(default)
}

/// A required cookie.
///
/// # Errors
/// 400 where it is missing or wrong.
pub fn cookie<T>(call: &Call, name: &'static str, rules: &impl Rules<T>) -> Flow<T> {
    cookie_optional(call, name, rules)?.ok_or_else(|| missing("cookie", name))
}

/// A cookie that may be left out.
///
/// # Errors
/// 400 where it is wrong.
pub fn cookie_optional<T>(call: &Call, name: &'static str, rules: &impl Rules<T>) -> Flow<Option<T>> {
    let cookies = call.headers().get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let values = pairs.filter(|(key, _)| *key == name).filter_map(|(_, value)| percent_decoded(value));
    let values: Vec<_> = values.collect();
    if values.is_empty() { Ok(None) } else { read("cookie", name, rules, &values) }
}

fn read<T>(place: &'static str, name: &'static str, rules: &impl Rules<T>, values: &[Cow<'_, str>]) -> Flow<Option<T>> {
    rules.read(values).map(Some).map_err(|violation| wrong(place, name, &violation))
}

#[cold]
fn missing(place: &'static str, name: &'static str) -> Fault {
    Fault::bad_request("missing_parameter", format!("The {place} parameter `{name}` is missing."))
        .param(name)
        .by("parameters")
}

#[cold]
fn wrong(place: &'static str, name: &'static str, violation: &Violation) -> Fault {
    let mut message = format!("The {place} parameter `{name}` breaks `{}`", violation.keyword);
    if let Some(limit) = &violation.limit {
        message.push_str(&format!(" ({limit})"));
    }
    message.push('.');
    let code = if violation.keyword == "duplicate_parameter" { "duplicate_parameter" } else { "invalid_parameter" };
    Fault::bad_request(code, message).param(name).by("parameters")
}
