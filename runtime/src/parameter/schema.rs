//! Parameters that have no one type: what was sent becomes a value by its style, and is checked by its schema.

use std::borrow::Cow;

use super::fault::not_found;
use super::table::{Parameter, Place, Prefix, Schema};
use super::{cookies, header_texts, path_text, told};
use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::json::{self, Limit, Passed, Rejected, Violation, check_untyped};
use crate::query::{decoded, pairs};
use crate::style::{self, Coding, Sent, Style, Tree, broken, steps};

/// How many unknown values of open sets it holds; none where it isn't there.
pub(super) fn check(call: &Call, parameter: &Parameter, schema: &Schema) -> Flow<Option<u32>> {
    let fault = |violation: &Violation| told(parameter, violation);
    let checked = match given(call, parameter, schema, &fault)? {
        Given::Nothing => return Ok(None),
        Given::Empty => return Ok(Some(0)),
        Given::Value(text) if schema.style == Style::Json => json::check(text.as_bytes(), schema.check),
        Given::Value(text) => check_untyped(&text, schema.check),
    };
    match checked {
        Ok(Passed { unknown_values }) => Ok(Some(unknown_values)),
        Err(rejected) => Err(fault(&first(rejected))),
    }
}

/// Checks texts that stand by themselves.
pub(super) fn check_texts(sent: Sent<'_>, schema: &Schema) -> Result<(), Violation> {
    let mut text = String::new();
    let checked = match schema.style {
        Style::Json => json::check(sent.one()?.as_bytes(), schema.check),
        style => {
            sent.write(style, &mut text)?;
            check_untyped(&text, schema.check)
        }
    };
    checked.map(|_| ()).map_err(first)
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

fn given(call: &Call, parameter: &Parameter, schema: &Schema, fault: &impl Fn(&Violation) -> Fault) -> Flow<Given> {
    let mut to = String::new();
    let written = match (parameter.place, schema.style) {
        (Place::QueryString(fields), Style::Deep) => {
            let Some(query) = call.query() else { return Ok(Given::Nothing) };
            style::form(query, fields).map(|form| to = form)
        }
        (_, Style::Deep | Style::Members(_) | Style::Others(_)) => {
            let (tree, coding) = gathered(call, parameter, schema.style);
            if tree.is_empty() {
                return Ok(Given::Nothing);
            }
            tree.write(Style::Text, coding, &mut to)
        }
        (place, style) => {
            let (texts, coding) = texts(call, parameter, schema.style)?;
            let sent = Sent::new(&texts, coding);
            if texts.is_empty() {
                return Ok(Given::Nothing);
            }
            if schema.allow_empty && texts.iter().all(|text| text.is_empty()) {
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
fn texts<'c>(call: &'c Call, parameter: &Parameter, style: Style) -> Flow<(Vec<&'c str>, Coding)> {
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
                Prefix::Matrix => matrix(text, parameter.name, style),
            };
            (texts.ok_or_else(|| odd("matrix"))?, coding)
        }
    })
}

/// `;a=1;a=2`, or `;R=100;G=200` of an exploded object.
fn matrix<'c>(text: &'c str, own: &str, style: Style) -> Option<Vec<&'c str>> {
    let text = text.strip_prefix(';')?;
    if matches!(style, Style::Pairs(_)) {
        return Some(vec![text]);
    }
    let named = |part: &'c str| {
        let (name, text) = part.split_once('=').unwrap_or((part, ""));
        (Coding::Percent.decoded(name)? == own).then_some(text)
    };
    text.split(';').map(named).collect()
}

/// The value whose parts stand under names of their own.
fn gathered<'c>(call: &'c Call, parameter: &Parameter, style: Style) -> (Tree<'c>, Coding) {
    let mut tree = Tree::default();
    let mut add = |name: Cow<'_, str>, text: &'c str| {
        let (first, way) = steps(&name);
        match style {
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
