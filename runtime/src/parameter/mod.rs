//! Parameters: a row for each that an operation declares, and the check of what a caller sent by these rows. What a client
//! sent never stands in a message, and nothing of it is kept.

mod choice;
mod fault;
mod schema;
mod table;
mod value;

pub use choice::{Choice, Word};
pub use table::{Parameter, cookie, header, path, query};
pub use value::{BOOLEAN, INTEGER, NUMBER, Scalar, TEXT, names, number, one_of, text};

use http::{HeaderMap, HeaderValue, header};

use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::json::{Limit, Types, Violation};
use crate::style::{Coding, Sent, broken};
use fault::{missing, not_found, wrong};
use table::{Place, Presence, Rules};
use value::Value;

/// Checks the parameters of a call, and adds the defaults of those that are absent to what goes to the backend.
///
/// # Errors
/// 400 for the first that is missing or wrong, 404 for one of the path.
pub(crate) fn check(call: &mut Call, parameters: &[Parameter]) -> Flow {
    parameters.iter().try_for_each(|parameter| check_one(call, parameter))
}

/// Checks one parameter of a call, and adds its default.
///
/// # Errors
/// As [`check`].
pub(crate) fn check_one(call: &mut Call, parameter: &Parameter) -> Flow {
    let there = match parameter.rules {
        Rules::Value(value) => typed(call, parameter, &value)?,
        Rules::Schema(schema) => match schema::check(call, parameter, &schema)? {
            None => false,
            Some(unknown) => {
                if let Some(record) = call.record_mut() {
                    record.unknown_values += unknown;
                }
                true
            }
        },
    };
    match parameter.presence {
        Presence::Required if !there => return Err(missing(parameter.place.name(), parameter.name)),
        Presence::Default(default) if !there => add(call, parameter, default.word()),
        _ => {}
    }
    Ok(())
}

/// Checks a header of an answer.
///
/// # Errors
/// The rule that it breaks; `required` where it is missing.
pub(crate) fn check_answer(headers: &HeaderMap, parameter: &Parameter) -> Result<(), Violation> {
    let texts: Result<Vec<&str>, _> = headers.get_all(parameter.name).iter().map(HeaderValue::to_str).collect();
    let texts = texts.map_err(|_| broken("type", Some(Limit::Types(Types::STRING))))?;
    let sent = Sent::new(&texts, Coding::Plain);
    match (texts.is_empty(), parameter.presence, parameter.rules) {
        (true, Presence::Required, _) => Err(broken("required", None)),
        (true, _, _) => Ok(()),
        (false, _, Rules::Value(value)) => value.check(sent),
        (false, _, Rules::Schema(schema)) => schema::check_texts(sent, &schema),
    }
}

/// Whether a value is there at all; one that is there must keep its rules.
fn typed(call: &Call, parameter: &Parameter, value: &Value) -> Flow<bool> {
    let name = parameter.name;
    let kept = |texts: &[&str], coding| {
        if texts.is_empty() {
            return Ok(false);
        }
        value.check(Sent::new(texts, coding)).map_err(|violation| told(parameter, &violation))?;
        Ok(true)
    };
    match parameter.place {
        Place::Path(_) => {
            let (text, coding) = path_text(call, name)?;
            kept(&[text], coding)
        }
        Place::Query | Place::QueryString(_) => {
            let mut texts = call.query_texts(name);
            match (texts.next(), texts.next()) {
                (None, _) => Ok(false),
                (Some(text), None) => kept(&[text], Coding::Form),
                (Some(first), Some(second)) => {
                    kept(&[first, second].into_iter().chain(texts).collect::<Vec<_>>(), Coding::Form)
                }
            }
        }
        Place::Header => kept(&header_texts(call, name)?, Coding::Plain),
        Place::Cookie => {
            let texts = cookies(call).filter(|(key, _)| *key == name).map(|(_, text)| text);
            kept(&texts.collect::<Vec<_>>(), Coding::Percent)
        }
    }
}

fn told(parameter: &Parameter, violation: &Violation) -> Fault {
    match parameter.place {
        Place::Path(_) => not_found(parameter.name, Some(violation)),
        place => wrong(place.name(), parameter.name, violation),
    }
}

/// Adds a default to what goes to the backend.
fn add(call: &mut Call, parameter: &Parameter, default: &'static str) {
    match parameter.place {
        Place::Query => call.push_query(parameter.name, default),
        Place::Header => {
            if let Ok(value) = HeaderValue::from_str(default) {
                call.headers_mut().insert(parameter.name, value);
            }
        }
        Place::Path(_) | Place::QueryString(_) | Place::Cookie => {}
    }
}

fn path_text<'c>(call: &'c Call, name: &'static str) -> Flow<(&'c str, Coding)> {
    let (text, rest) = call.path_text(name).ok_or_else(|| not_found(name, None))?;
    Ok((text, if rest { Coding::Plain } else { Coding::Percent }))
}

fn header_texts<'c>(call: &'c Call, name: &'static str) -> Flow<Vec<&'c str>> {
    let texts: Result<_, _> = call.headers().get_all(name).iter().map(HeaderValue::to_str).collect();
    texts.map_err(|_| wrong("header", name, &broken("type", Some(Limit::Types(Types::STRING)))))
}

/// The cookies, not decoded.
fn cookies(call: &Call) -> impl Iterator<Item = (&str, &str)> {
    let lines = call.headers().get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='))
}
