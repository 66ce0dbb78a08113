//! Parameters that aren't read into a type: each one's place, style and schema, a row each.

use std::borrow::Cow;

use super::fault::{missing, not_found, wrong};
use super::{cookies, header_texts, path_text};
use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::json::{self, Check, Limit, Passed, Rejected, Violation, check_untyped};
use crate::query::{decoded, pairs};
use crate::style::{self, Coding, Encoded, Sent, Style, Tree, broken, steps};

/// A parameter that is checked by its schema.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    name: &'static str,
    place: Place,
    style: Style,
    required: bool,
    allow_empty: bool,
    check: Check,
}

#[derive(Debug, Clone, Copy)]
enum Place {
    /// In the path, behind what its style begins with.
    Path(Prefix),
    Query,
    /// The query as a whole, as a form with these fields.
    QueryString(&'static [Encoded]),
    Header,
    Cookie,
}

#[derive(Debug, Clone, Copy)]
enum Prefix {
    None,
    /// `.`
    Label,
    /// `;name=`, or `;` where the value is an exploded object.
    Matrix,
}

impl Place {
    const fn name(self) -> &'static str {
        match self {
            Self::Path(_) => "path",
            Self::Query | Self::QueryString(_) => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

impl Parameter {
    const fn new(name: &'static str, place: Place, style: Style, check: Check) -> Self {
        Self { name, place, style, required: false, allow_empty: false, check }
    }

    /// A parameter of the path.
    #[must_use]
    pub const fn path(name: &'static str, style: Style, check: Check) -> Self {
        Self::new(name, Place::Path(Prefix::None), style, check).required()
    }

    /// A parameter of the path behind a `.` (`style: label`).
    #[must_use]
    pub const fn label(name: &'static str, style: Style, check: Check) -> Self {
        Self::new(name, Place::Path(Prefix::Label), style, check).required()
    }

    /// A parameter of the path behind a `;` (`style: matrix`).
    #[must_use]
    pub const fn matrix(name: &'static str, style: Style, check: Check) -> Self {
        Self::new(name, Place::Path(Prefix::Matrix), style, check).required()
    }

    /// A parameter of the query.
    #[must_use]
    pub const fn query(name: &'static str, style: Style, check: Check) -> Self {
        Self::new(name, Place::Query, style, check)
    }

    /// The query as a whole, as a form (`in: querystring`).
    #[must_use]
    pub const fn query_form(name: &'static str, fields: &'static [Encoded], check: Check) -> Self {
        Self::new(name, Place::QueryString(fields), Style::Deep, check)
    }

    /// The query as a whole, as JSON (`in: querystring`).
    #[must_use]
    pub const fn query_json(name: &'static str, check: Check) -> Self {
        Self::new(name, Place::QueryString(&[]), Style::Json, check)
    }

    /// A header.
    #[must_use]
    pub const fn header(name: &'static str, style: Style, check: Check) -> Self {
        Self::new(name, Place::Header, style, check)
    }

    /// A cookie.
    #[must_use]
    pub const fn cookie(name: &'static str, style: Style, check: Check) -> Self {
        Self::new(name, Place::Cookie, style, check)
    }

    /// One that must be there.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// One that passes with an empty text, whatever its schema says (`allowEmptyValue`).
    #[must_use]
    pub const fn allow_empty(self) -> Self {
        Self { allow_empty: true, ..self }
    }
}

/// Checks parameters.
///
/// # Errors
/// 400 for the first that is missing or wrong, 404 for one of the path.
pub fn check(call: &mut Call, parameters: &[Parameter]) -> Flow {
    for parameter in parameters {
        let unknown = one(call, parameter)?;
        if let Some(record) = call.record_mut() {
            record.unknown_values += unknown;
        }
    }
    Ok(())
}

/// How many unknown values of open sets it holds.
fn one(call: &Call, parameter: &Parameter) -> Flow<u32> {
    let place = parameter.place.name();
    let fault = |violation: &Violation| match parameter.place {
        Place::Path(_) => not_found(parameter.name, Some(violation)),
        _ => wrong(place, parameter.name, violation),
    };
    let checked = match given(call, parameter, &fault)? {
        Given::Nothing if parameter.required => return Err(missing(place, parameter.name)),
        Given::Nothing | Given::Empty => return Ok(0),
        Given::Value(text) if parameter.style == Style::Json => json::check(text.as_bytes(), parameter.check),
        Given::Value(text) => check_untyped(&text, parameter.check),
    };
    match checked {
        Ok(Passed { unknown_values }) => Ok(unknown_values),
        Err(rejected) => Err(fault(&first(rejected))),
    }
}

/// The violation that is told.
fn first(rejected: Rejected) -> Violation {
    match rejected {
        Rejected::Violations(violations) => violations.into_iter().next().unwrap_or_else(|| broken("schema", None)),
        Rejected::Syntax { .. } => broken("contentMediaType", Some(Limit::Text("application/json"))),
        Rejected::TooDeep => broken("maxDepth", Some(Limit::Count(json::MAX_DEPTH as u64))),
        Rejected::TooCostly => broken("maxCost", None),
    }
}

/// What was sent.
enum Given {
    Nothing,
    /// An empty text, where that is allowed.
    Empty,
    /// JSON, or a value without types.
    Value(String),
}

fn given(call: &Call, parameter: &Parameter, fault: &impl Fn(&Violation) -> Fault) -> Flow<Given> {
    let mut to = String::new();
    let written = match (parameter.place, parameter.style) {
        (Place::QueryString(fields), Style::Deep) => {
            let Some(query) = call.query() else { return Ok(Given::Nothing) };
            style::form(query, fields).map(|form| to = form)
        }
        (_, Style::Deep | Style::Members(_) | Style::Others(_)) => {
            let (tree, coding) = gathered(call, parameter);
            if tree.is_empty() {
                return Ok(Given::Nothing);
            }
            tree.write(Style::Text, coding, &mut to)
        }
        (place, style) => {
            let (texts, coding) = texts(call, parameter)?;
            let sent = Sent::new(&texts, coding);
            if texts.is_empty() {
                return Ok(Given::Nothing);
            }
            if parameter.allow_empty && texts.iter().all(|text| text.is_empty()) {
                return Ok(Given::Empty);
            }
            match style {
                Style::Json => sent.one().map(|text| to = text.into_owned()),
                style => sent.write(bare(place, style, &texts), &mut to),
            }
        }
    };
    written.map(|()| Given::Value(to)).map_err(|violation| fault(&violation))
}

/// Labels were once written with a `.` between all items, exploded or not.
fn bare(place: Place, style: Style, texts: &[&str]) -> Style {
    let without_commas = || texts.iter().all(|text| !text.contains(','));
    match (place, style) {
        (Place::Path(Prefix::Label), Style::List(',')) if without_commas() => Style::List('.'),
        (Place::Path(Prefix::Label), Style::Turns(',')) if without_commas() => Style::Turns('.'),
        _ => style,
    }
}

/// The texts that stand under the parameter's name.
fn texts<'c>(call: &'c Call, parameter: &Parameter) -> Flow<(Vec<&'c str>, Coding)> {
    let name = parameter.name;
    Ok(match parameter.place {
        Place::Query => (call.query_texts(name).collect(), Coding::Form),
        Place::QueryString(_) => (call.query().into_iter().collect(), Coding::Percent),
        Place::Header => (header_texts(call, name)?, Coding::Plain),
        Place::Cookie => {
            (cookies(call).filter(|(key, _)| *key == name).map(|(_, text)| text).collect(), Coding::Percent)
        }
        Place::Path(prefix) => {
            let (text, coding) = path_text(call, name)?;
            let odd = |style| not_found(name, Some(&broken("style", Some(Limit::Text(style)))));
            let texts = match prefix {
                Prefix::None => Some(vec![text]),
                Prefix::Label => Some(vec![text.strip_prefix('.').ok_or_else(|| odd("label"))?]),
                Prefix::Matrix => matrix(text, parameter),
            };
            (texts.ok_or_else(|| odd("matrix"))?, coding)
        }
    })
}

/// `;a=1;a=2`, or `;R=100;G=200` of an exploded object.
fn matrix<'c>(text: &'c str, parameter: &Parameter) -> Option<Vec<&'c str>> {
    let text = text.strip_prefix(';')?;
    if matches!(parameter.style, Style::Pairs(_)) {
        return Some(vec![text]);
    }
    let named = |part: &'c str| {
        let (name, text) = part.split_once('=').unwrap_or((part, ""));
        (Coding::Percent.decoded(name)? == parameter.name).then_some(text)
    };
    text.split(';').map(named).collect()
}

/// The value whose parts stand under names of their own.
fn gathered<'c>(call: &'c Call, parameter: &Parameter) -> (Tree<'c>, Coding) {
    let mut tree = Tree::default();
    let mut add = |name: Cow<'_, str>, text: &'c str| {
        let (first, way) = steps(&name);
        match parameter.style {
            Style::Members(names) if names.contains(&first) => tree.add(&[first], text),
            Style::Others(names) if !names.contains(&first) => tree.add(&[&name], text),
            Style::Deep if first == parameter.name => tree.add(&way, text),
            _ => {}
        }
    };
    if let Place::Cookie = parameter.place {
        cookies(call).for_each(|(name, text)| add(Cow::Borrowed(name), text));
        return (tree, Coding::Percent);
    }
    pairs(call.query().unwrap_or_default()).for_each(|(name, text)| add(decoded(name), text));
    (tree, Coding::Form)
}
