//! Parameters: read from the path, the query, a header or a cookie, and checked. Those with one type are given as that
//! type; all others are checked by their schemas, as JSON is. What a client sent never stands in a message.

mod fault;
mod rules;
mod table;

use http::{HeaderValue, header};

use crate::call::Call;
use crate::fault::Flow;
use crate::json::{Limit, Types};
use crate::style::{Coding, Sent, broken};
use fault::{missing, not_found, wrong};

pub use rules::{Boolean, Choice, List, OneOf, Rules, Separator};
pub use table::{Parameter, check};

/// A parameter of the path.
///
/// # Errors
/// 404: no resource of that name is there for the caller.
pub fn path<T>(call: &Call, name: &'static str, rules: &impl Rules<T>) -> Flow<T> {
    let (text, coding) = path_text(call, name)?;
    rules.read(Sent::new(&[text], coding)).map_err(|violation| not_found(name, Some(&violation)))
}

fn path_text<'c>(call: &'c Call, name: &'static str) -> Flow<(&'c str, Coding)> {
    let (text, rest) = call.path_text(name).ok_or_else(|| not_found(name, None))?;
    Ok((text, if rest { Coding::Plain } else { Coding::Percent }))
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
    read("query", name, rules, call.query_texts(name), Coding::Form)
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
    read("header", name, rules, header_texts(call, name)?.into_iter(), Coding::Plain)
}

fn header_texts<'c>(call: &'c Call, name: &'static str) -> Flow<Vec<&'c str>> {
    let texts: Result<_, _> = call.headers().get_all(name).iter().map(HeaderValue::to_str).collect();
    texts.map_err(|_| wrong("header", name, &broken("type", Some(Limit::Types(Types::STRING)))))
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
    let texts = cookies(call).filter(|(key, _)| *key == name).map(|(_, value)| value);
    read("cookie", name, rules, texts, Coding::Percent)
}

/// The cookies, not decoded.
fn cookies(call: &Call) -> impl Iterator<Item = (&str, &str)> {
    let lines = call.headers().get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

fn read<'c, T>(
    place: &'static str,
    name: &'static str,
    rules: &impl Rules<T>,
    mut texts: impl Iterator<Item = &'c str>,
    coding: Coding,
) -> Flow<Option<T>> {
    let Some(first) = texts.next() else { return Ok(None) };
    let read = match texts.next() {
        None => rules.read(Sent::new(&[first], coding)),
        Some(second) => {
            let all: Vec<&str> = [first, second].into_iter().chain(texts).collect();
            rules.read(Sent::new(&all, coding))
        }
    };
    read.map(Some).map_err(|violation| wrong(place, name, &violation))
}
