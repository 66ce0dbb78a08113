//! Parameters: where they travel, how they are written, and their types or what else checks them.

use openapiv3::{Parameter as Declared, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::{QUERY_STRING, child};
use crate::schema::{Array, Literal, Rule, Schemas, Text};

use super::body;
use super::choice::values;
use super::form;
use super::names::{pascal, resolve, resolve_types, snake};
use super::operation::{Found, Linking};
use super::shape::Shape;
use super::{Location, Parameter, ParameterKind, Prefix, Presence, Style, style};

/// Headers that OpenAPI keeps out of parameters (OpenAPI 3.1 section 4.8.12.2).
pub(super) const NOT_PARAMETERS: &[&str] = &["accept", "content-type", "authorization"];

/// The schema of a parameter.
pub(super) fn schema_pointer(parameter: &Declared) -> Option<String> {
    format_pointer(&parameter.parameter_data_ref().format)
}

fn format_pointer(format: &ParameterSchemaOrContent) -> Option<String> {
    match format {
        ParameterSchemaOrContent::Schema(ReferenceOr::Reference { reference }) => Some(reference.clone()),
        ParameterSchemaOrContent::Schema(ReferenceOr::Item(_)) => None,
        ParameterSchemaOrContent::Content(content) => content.values().next().and_then(body::pointer),
    }
}

/// The names in braces in a path, in their order; `{*rest}` is `rest`.
pub(super) fn template_names(path: &str) -> Vec<&str> {
    let opened = path.split('{').skip(1);
    opened.filter_map(|part| part.split_once('}')).map(|(name, _)| name.trim_start_matches('*')).collect()
}

/// The parameters whose value is one bare text, declared and undeclared ones, each with its rule: those that may have a
/// closed set of values.
pub(super) fn declared<'f>(found: &'f Found<'_>, schemas: &Schemas) -> Vec<(Location, &'f str, Rule)> {
    let mut all: Vec<(Location, &str, Rule)> = found
        .parameters()
        .filter(|parameter| is_bare(parameter))
        .filter_map(|parameter| {
            let name = parameter.parameter_data_ref().name.as_str();
            Some((location(parameter)?, name, settled(&rule_of(parameter, schemas), schemas)))
        })
        .collect();
    for name in template_names(&found.route) {
        if !all.iter().any(|(place, known, _)| (*place, *known) == (Location::Path, name)) {
            all.push((Location::Path, name, Rule::Text(Text::default())));
        }
    }
    all
}

/// Whether nothing stands around a scalar value, and it is always there.
fn is_bare(parameter: &Declared) -> bool {
    let data = parameter.parameter_data_ref();
    let plain = match parameter {
        Declared::Path { style, .. } => *style == PathStyle::Simple,
        Declared::Query { style, allow_empty_value, .. } => {
            *style != QueryStyle::DeepObject && *allow_empty_value != Some(true)
        }
        Declared::Header { .. } | Declared::Cookie { .. } => true,
    };
    plain && has_schema(data) && !data.extensions.contains_key(QUERY_STRING)
}

/// Whether no media type says how it is written. One that says nothing at all is any text.
fn has_schema(data: &ParameterData) -> bool {
    !matches!(&data.format, ParameterSchemaOrContent::Content(content) if !content.is_empty())
}

fn rule_of(parameter: &Declared, schemas: &Schemas) -> Rule {
    schema_pointer(parameter).and_then(|pointer| schemas.roots.get(&pointer).cloned()).unwrap_or(Rule::Any)
}

/// Where a parameter travels; none for a header that OpenAPI keeps out of parameters.
fn location(parameter: &Declared) -> Option<Location> {
    Some(match parameter {
        Declared::Path { .. } => Location::Path,
        Declared::Query { .. } => Location::Query,
        Declared::Header { parameter_data, .. }
            if NOT_PARAMETERS.contains(&parameter_data.name.to_ascii_lowercase().as_str()) =>
        {
            return None;
        }
        Declared::Header { .. } => Location::Header,
        Declared::Cookie { .. } => Location::Cookie,
    })
}

/// What a name leads to.
fn settled(rule: &Rule, schemas: &Schemas) -> Rule {
    let mut rule = rule;
    // Names that lead to each other end after as many steps as there are names.
    for _ in 0..=schemas.named.len() {
        let Rule::Named(named) = rule else { break };
        let Some(next) = schemas.named.get(named) else { return Rule::Any };
        rule = next;
    }
    rule.clone()
}

/// The parameters of an operation: those of the path in its order, then query, headers and cookies by name.
pub(super) fn link(linking: &Linking<'_, '_>, found: &Found<'_>, diagnostics: &mut Diagnostics) -> Vec<Parameter> {
    let names = template_names(&found.route);
    let mut linked = Vec::new();
    for (at, name) in names.iter().enumerate() {
        if names[..at].contains(name) {
            let message = format!("`{name}` stands twice in `{}`", found.path);
            let span = linking.document.key_span(&child("#/paths", found.path));
            diagnostics.push(Diagnostic::at(Code::GW0206, span, message).help("rename one of them"));
            continue;
        }
        let mut declared = found.parameters().filter(|parameter| matches!(parameter, Declared::Path { .. }));
        match declared.find(|parameter| parameter.parameter_data_ref().name == *name) {
            Some(parameter) => linked.extend(one(linking, found, parameter, Location::Path, diagnostics)),
            None => {
                let message = format!("`{name}` is declared nowhere");
                let span = linking.document.key_span(&child("#/paths", found.path));
                diagnostics.push(Diagnostic::at(Code::GW0509, span, message).words("taken as a string"));
                let kind = ParameterKind::Text(Text::default());
                let rule = Rule::Text(Text::default());
                linked.extend(named(linking, found, name, Location::Path, true, (kind, Some(rule)), diagnostics));
            }
        }
    }
    let mut rest = Vec::new();
    for parameter in found.parameters() {
        let name = &parameter.parameter_data_ref().name;
        let Some(location) = location(parameter) else { continue };
        if location == Location::Path {
            if !names.contains(&name.as_str()) {
                let span = linking.document.key_span(&found.pointer);
                let message = format!("the path parameter `{name}` does not stand in `{}`", found.path);
                diagnostics.push(Diagnostic::at(Code::GW0510, span, message));
            }
            continue;
        }
        rest.extend(one(linking, found, parameter, location, diagnostics));
    }
    rest.sort_by(|a, b| (a.location, &a.name).cmp(&(b.location, &b.name)));
    linked.extend(rest);
    fields(linked)
}

fn one(
    linking: &Linking<'_, '_>,
    found: &Found<'_>,
    parameter: &Declared,
    location: Location,
    diagnostics: &mut Diagnostics,
) -> Option<Parameter> {
    let ParameterData { name, required, format, .. } = parameter.parameter_data_ref();
    let rule = rule_of(parameter, linking.schemas);
    let place =
        schema_pointer(parameter).and_then(|pointer| pointer.rsplit_once('/').map(|(place, _)| place.to_owned()));
    let span = linking.document.span(&place.unwrap_or_else(|| child(&found.pointer, "parameters")));
    let kind = match format {
        _ if has_schema(parameter.parameter_data_ref()) => {
            let (kind, misfit) = kind(linking, found, parameter, &rule);
            if let Some(misfit) = misfit {
                let message = format!("the style of `{name}` can't be that of its values");
                diagnostics.push(Diagnostic::at(Code::GW0220, span, message).words(misfit));
            }
            kind
        }
        format => {
            let content = match format {
                ParameterSchemaOrContent::Content(content) => content.keys().next(),
                ParameterSchemaOrContent::Schema(_) => None,
            };
            let media = content.map_or("", String::as_str);
            let Some(kind) = of_content(linking, parameter, media, &rule) else {
                let message = format!("the parameter `{name}` of `{}` is not checked as `{media}`", found.id);
                diagnostics.push(Diagnostic::at(Code::GW0515, span, message));
                return None;
            };
            kind
        }
    };
    let bare = is_bare(parameter).then(|| settled(&rule, linking.schemas));
    named(linking, found, name, location, *required, (kind, bare), diagnostics)
}

/// A header of an answer.
pub(super) fn of_answer(name: &str, header: &openapiv3::Header, schemas: &Schemas) -> Parameter {
    let rule = header_schema(header).and_then(|pointer| schemas.roots.get(&pointer).cloned()).unwrap_or(Rule::Any);
    let style = match &header.format {
        ParameterSchemaOrContent::Schema(_) => style::of_text(',', ',', false, &Shape::of(&rule, schemas)),
        ParameterSchemaOrContent::Content(content) if content.keys().any(|media| body::is_json(media)) => Style::Json,
        ParameterSchemaOrContent::Content(_) => Style::Text,
    };
    let kind = typed(&settled(&rule, schemas), &style).unwrap_or(ParameterKind::Checked {
        prefix: Prefix::None,
        style,
        allow_empty: false,
        rule,
    });
    let presence = if header.required { Presence::Required } else { Presence::Optional };
    let name = name.to_ascii_lowercase();
    Parameter { field: snake(&name), name, location: Location::Header, kind, presence }
}

/// The schema of a header.
pub(super) fn header_schema(header: &openapiv3::Header) -> Option<String> {
    format_pointer(&header.format)
}

/// A parameter with what the gateway file says of its name. One that is a bare text comes with its rule.
fn named(
    linking: &Linking<'_, '_>,
    found: &Found<'_>,
    name: &str,
    location: Location,
    required: bool,
    (mut kind, bare): (ParameterKind, Option<Rule>),
    diagnostics: &mut Diagnostics,
) -> Option<Parameter> {
    let said = linking.api.parameters.get(name);
    let default = said.and_then(|said| said.default.as_ref());
    let values = bare.and_then(|rule| values(linking.api, name, &rule));
    let allow = said.and_then(|said| said.allow.as_ref());
    if let Some(ident) = values.as_ref().and_then(|values| linking.choices.ident(name, values)) {
        kind = ParameterKind::Choice(ident.clone());
    } else if let (ParameterKind::Checked { rule, .. }, Some(allow)) = (&mut kind, allow) {
        let values = allow.iter().map(|value| Literal::String(value.value.clone())).collect();
        *rule = Rule::Literals { values, open: false };
    }
    let presence = match (default, &values) {
        (Some(default), Some(values)) if values.contains(&default.value) => {
            let names = resolve_types(&values.iter().map(|value| (value.clone(), pascal(value))).collect(), &[]);
            Presence::Default(names[&default.value].clone())
        }
        (Some(default), None) if matches!(&kind, ParameterKind::Text(text) if text.takes(&default.value)) => {
            Presence::Filled(default.value.clone())
        }
        (Some(default), _) => {
            let message = format!("`{}` is not among the values of `{name}`", default.value);
            let help = format!("set `allow` to the values that `{name}` may have, this one among them");
            let place = linking.document.key_span(&found.pointer);
            let diagnostic =
                Diagnostic::at(Code::GW0514, default.span, message).label(place, "an operation that has it");
            diagnostics.push(diagnostic.help(help));
            Presence::Required
        }
        (None, _) if required => Presence::Required,
        (None, _) => Presence::Optional,
    };
    Some(Parameter { name: name.to_owned(), field: snake(name), location, kind, presence })
}

/// How a parameter with a schema is read: as a type if it has one, else by its rule; and what of its style can't apply.
fn kind(
    linking: &Linking<'_, '_>,
    found: &Found<'_>,
    parameter: &Declared,
    rule: &Rule,
) -> (ParameterKind, Option<&'static str>) {
    let schemas = linking.schemas;
    let shape = Shape::of(rule, schemas);
    let explode = parameter.parameter_data_ref().explode;
    let (prefix, style, misfit, allow_empty) = match parameter {
        Declared::Query { style, allow_empty_value, parameter_data, .. } => {
            if parameter_data.extensions.contains_key(QUERY_STRING) {
                // It has `content`; a schema says how a form is to be read.
                let rule = rule.clone();
                return (ParameterKind::QueryForm { encoded: Vec::new(), rule }, None);
            }
            let exploded = explode.unwrap_or(matches!(style, QueryStyle::Form));
            let (style, misfit) = style::of_query(style, exploded, rule, schemas, || others(found, parameter));
            (Prefix::None, style, misfit, *allow_empty_value == Some(true))
        }
        Declared::Cookie { .. } => {
            let rest = || others(found, parameter);
            let (style, _) = style::of_query(&QueryStyle::Form, explode.unwrap_or(true), rule, schemas, rest);
            (Prefix::None, style, None, false)
        }
        Declared::Header { .. } => (Prefix::None, style::of_text(',', ',', explode == Some(true), &shape), None, false),
        Declared::Path { style, .. } => {
            let exploded = explode == Some(true);
            let (prefix, style) = match style {
                PathStyle::Simple => (Prefix::None, style::of_text(',', ',', exploded, &shape)),
                PathStyle::Label => (Prefix::Label, style::of_text(',', '.', exploded, &shape)),
                PathStyle::Matrix if exploded && shape.array => (Prefix::Matrix, Style::Repeated),
                PathStyle::Matrix => (Prefix::Matrix, style::of_text(',', ';', exploded, &shape)),
            };
            (prefix, style, None, false)
        }
    };
    let typed = if prefix == Prefix::None && !allow_empty { typed(&settled(rule, schemas), &style) } else { None };
    let kind = typed.unwrap_or_else(|| ParameterKind::Checked { prefix, style, allow_empty, rule: rule.clone() });
    (kind, misfit)
}

/// The names of the operation's other parameters in the same place, which no exploded object has as members.
fn others(found: &Found<'_>, parameter: &Declared) -> Vec<String> {
    let place = location(parameter);
    let same = found.parameters().filter(|other| location(other) == place && *other != parameter);
    let mut names: Vec<String> = same.map(|other| other.parameter_data_ref().name.clone()).collect();
    names.sort();
    names
}

/// How a parameter with a media type is read; `None` where this version can't read that.
fn of_content(linking: &Linking<'_, '_>, parameter: &Declared, media: &str, rule: &Rule) -> Option<ParameterKind> {
    let rule = rule.clone();
    if parameter.parameter_data_ref().extensions.contains_key(QUERY_STRING) {
        return match media {
            media if body::is_json(media) => Some(ParameterKind::QueryJson(rule)),
            media if body::is_form(media) => {
                let ParameterSchemaOrContent::Content(content) = &parameter.parameter_data_ref().format else {
                    return None;
                };
                let encoded = content.get(media).map(|media| form::encoded(&rule, media, linking.schemas));
                Some(ParameterKind::QueryForm { encoded: encoded.unwrap_or_default(), rule })
            }
            _ => None,
        };
    }
    let checked = |style| Some(ParameterKind::Checked { prefix: Prefix::None, style, allow_empty: false, rule });
    match media {
        media if body::is_json(media) => checked(Style::Json),
        media if media.starts_with("text/") => checked(Style::Text),
        _ => None,
    }
}

/// Whether nothing is asked of the items but a rule for each and their number.
fn is_plain(array: &Array) -> bool {
    array.prefix.is_empty() && array.contains.is_none()
}

/// The type that a value of this rule is read as, where it has one and that type's rules are all that is asked.
fn typed(rule: &Rule, style: &Style) -> Option<ParameterKind> {
    Some(match (rule, style) {
        (Rule::Text(text), Style::Text) => ParameterKind::Text(text.clone()),
        (Rule::Number(numeric), Style::Text) => ParameterKind::Number(numeric.clone()),
        (Rule::Boolean, Style::Text) => ParameterKind::Boolean,
        (Rule::Any, Style::Text) => ParameterKind::Text(Text::default()),
        (Rule::Literals { values, open: false }, Style::Text) => {
            let names = values.iter().map(|value| match value {
                Literal::String(name) => Some(name.clone()),
                _ => None,
            });
            ParameterKind::Names(names.collect::<Option<_>>()?)
        }
        (Rule::Array(array), Style::Repeated | Style::List(_)) if is_plain(array) => {
            let items = Box::new(typed(&array.items, &Style::Text)?);
            // Numbers may be equal and written differently.
            let texts = matches!(*items, ParameterKind::Text(_) | ParameterKind::Names(_));
            if array.unique_items && !texts {
                return None;
            }
            let separator = if let Style::List(separator) = style { Some(*separator) } else { None };
            let (min_items, max_items) = (array.min_items, array.max_items);
            ParameterKind::List { items, separator, min_items, max_items, unique_items: array.unique_items }
        }
        _ => return None,
    })
}

/// Fields with names of their own, however alike the parameters' names are.
fn fields(mut parameters: Vec<Parameter>) -> Vec<Parameter> {
    let key = |parameter: &Parameter| format!("{:?} {}", parameter.location, parameter.name);
    let wanted = parameters.iter().map(|parameter| (key(parameter), parameter.field.clone())).collect();
    let names = resolve(&wanted, &["call"]);
    for parameter in &mut parameters {
        parameter.field = names[&key(parameter)].clone();
    }
    parameters
}
