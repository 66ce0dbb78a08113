//! Rows against a call.

use std::borrow::Cow;

use http::{HeaderValue, StatusCode, header};

use super::{Parameter, Place, Presence};
use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::json::{Limit, Types, Violation};
use crate::text::percent_decoded;

/// Checks the parameters of a call, and adds the defaults of those that are absent to what goes to the backend.
///
/// # Errors
/// 400 for a parameter that is missing or wrong; 404 for one of the path.
pub(crate) fn check(call: &mut Call, parameters: &[Parameter]) -> Flow {
    for parameter in parameters {
        let there = match parameter.place {
            Place::Path => path(call, parameter)?,
            Place::Query => query(call, parameter)?,
            Place::Header => header(call, parameter)?,
            Place::Cookie => cookie(call, parameter)?,
        };
        match parameter.presence {
            Presence::Required if !there => return Err(missing(parameter)),
            Presence::Default(default) if !there => add(call, parameter, default.word()),
            _ => {}
        }
    }
    Ok(())
}

fn path(call: &Call, parameter: &Parameter) -> Flow<bool> {
    let value = call.path_parameter(parameter.name).ok_or_else(|| not_found(parameter.name))?;
    let detail = |violation: Violation| not_found(parameter.name).detail(format!("{} is broken", violation.keyword));
    parameter.value.check(&[value]).map_err(detail)?;
    Ok(true)
}

fn query(call: &Call, parameter: &Parameter) -> Flow<bool> {
    let mut values = call.query_values(parameter.name);
    let Some(first) = values.next() else { return Ok(false) };
    match values.next() {
        None => kept(parameter, &[first]),
        Some(second) => {
            let all: Vec<_> = [first, second].into_iter().chain(values).collect();
            kept(parameter, &all)
        }
    }
}

fn header(call: &Call, parameter: &Parameter) -> Flow<bool> {
    let values = call.headers().get_all(parameter.name).iter().map(|value| value.to_str().map(Cow::Borrowed));
    match values.collect::<Result<Vec<_>, _>>() {
        Ok(values) => kept(parameter, &values),
        Err(_) => {
            let limit = Some(Limit::Types(Types::STRING));
            Err(wrong(parameter, &Violation { pointer: String::new(), keyword: "type", limit }))
        }
    }
}

fn cookie(call: &Call, parameter: &Parameter) -> Flow<bool> {
    let cookies = call.headers().get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let values = pairs.filter(|(key, _)| *key == parameter.name).filter_map(|(_, value)| percent_decoded(value));
    kept(parameter, &values.collect::<Vec<_>>())
}

/// Whether there is a value at all; those that are there must keep the rules.
fn kept(parameter: &Parameter, values: &[Cow<'_, str>]) -> Flow<bool> {
    if values.is_empty() {
        return Ok(false);
    }
    parameter.value.check(values).map_err(|violation| wrong(parameter, &violation))?;
    Ok(true)
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
        Place::Path | Place::Cookie => {}
    }
}

fn place(parameter: &Parameter) -> &'static str {
    match parameter.place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
        Place::Cookie => "cookie",
    }
}

#[cold]
fn not_found(name: &'static str) -> Fault {
    let message = format!("There is nothing under this `{name}`.");
    Fault::new(StatusCode::NOT_FOUND, "not_found", message).param(name).by("parameters")
}

#[cold]
fn missing(parameter: &Parameter) -> Fault {
    let message = format!("The {} parameter `{}` is missing.", place(parameter), parameter.name);
    Fault::bad_request("missing_parameter", message).param(parameter.name).by("parameters")
}

#[cold]
fn wrong(parameter: &Parameter, violation: &Violation) -> Fault {
    let mut message = format!("The {} parameter `{}` breaks `{}`", place(parameter), parameter.name, violation.keyword);
    if let Some(limit) = &violation.limit {
        message.push_str(&format!(" ({limit})"));
    }
    message.push('.');
    let code = if violation.keyword == "duplicate_parameter" { "duplicate_parameter" } else { "invalid_parameter" };
    Fault::bad_request(code, message).param(parameter.name).by("parameters")
}
