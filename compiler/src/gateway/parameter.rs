//! Parameters: where they travel, their types, and the closed sets of values that several operations share.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{Parameter as Declared, ParameterData, ParameterSchemaOrContent, QueryStyle, ReferenceOr};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::openapi::{Document, child};
use crate::policy::model;
use crate::schema::{Literal, Rule, Schemas, Text};

use super::names::{pascal, resolve, resolve_types, snake};
use super::operation::{Found, Linking};
use super::{Choice, Location, Parameter, ParameterKind, Presence};

/// Headers that OpenAPI keeps out of parameters (OpenAPI 3.1 section 4.8.12.2).
const NOT_PARAMETERS: &[&str] = &["accept", "content-type", "authorization"];

/// Types that emitted files use for themselves.
const TAKEN_TYPES: &[&str] = &[
    "Action",
    "Api",
    "Arc",
    "Array",
    "Backend",
    "BackendSettings",
    "Body",
    "Boolean",
    "Bound",
    "Box",
    "ByMember",
    "ByType",
    "Call",
    "Checked",
    "Choice",
    "Clone",
    "Copy",
    "Credentials",
    "Debug",
    "Default",
    "Dialect",
    "Eq",
    "Err",
    "ExistsAction",
    "Fault",
    "Field",
    "FieldCheck",
    "Flow",
    "Gateway",
    "Json",
    "Life",
    "Limits",
    "List",
    "Literal",
    "Location",
    "Member",
    "None",
    "Numeric",
    "Object",
    "Ok",
    "OneOf",
    "Operation",
    "Option",
    "Others",
    "Parameters",
    "PartialEq",
    "Pattern",
    "Reload",
    "Reloaded",
    "RequestBody",
    "Response",
    "Result",
    "RewriteUri",
    "Route",
    "Secret",
    "Separator",
    "Serving",
    "SetHeader",
    "SetQueryParameter",
    "Settings",
    "Some",
    "Start",
    "StartError",
    "Streaming",
    "String",
    "Subscription",
    "Text",
    "Timeouts",
    "Unknown",
    "Validate",
    "Vec",
];

/// The schema of a parameter.
pub(super) fn schema_pointer(parameter: &Declared) -> Option<String> {
    match &parameter.parameter_data_ref().format {
        ParameterSchemaOrContent::Schema(ReferenceOr::Reference { reference }) => Some(reference.clone()),
        _ => None,
    }
}

/// The names in braces in a path, in their order; `{*rest}` is `rest`.
pub(super) fn template_names(path: &str) -> Vec<&str> {
    let opened = path.split('{').skip(1);
    opened.filter_map(|part| part.split_once('}')).map(|(name, _)| name.trim_start_matches('*')).collect()
}

/// The closed sets of values of an API's parameters: one type for each parameter and set.
#[derive(Default)]
pub(super) struct Choices {
    /// By name and values: the type's name.
    types: BTreeMap<(String, Vec<String>), String>,
}

impl Choices {
    /// Notes the sets of an operation's parameters.
    pub(super) fn note(&mut self, found: &Found<'_>, api: &model::Api, schemas: &Schemas) {
        for (_, name, rule) in parameters(found, schemas) {
            if let Some(values) = values(api, name, &rule) {
                self.types.insert((name.to_owned(), values), String::new());
            }
        }
    }

    /// Names the types, once all sets are known.
    pub(super) fn settle(
        &mut self,
        api: &model::Api,
        found: &[Found<'_>],
        document: &Document<'_>,
        diagnostics: &mut Diagnostics,
    ) {
        let key = |(name, values): &(String, Vec<String>)| format!("{name}={}", values.join(","));
        let wanted = self.types.keys().map(|set| (key(set), pascal(&set.0))).collect();
        let names = resolve_types(&wanted, TAKEN_TYPES);
        for (set, ident) in &mut self.types {
            *ident = names[&key(set)].clone();
        }
        let all: BTreeSet<&str> = found
            .iter()
            .flat_map(|found| {
                let declared = found.parameters().map(|parameter| parameter.parameter_data_ref().name.as_str());
                declared.chain(template_names(found.path)).collect::<Vec<_>>()
            })
            .collect();
        for parameter in api.parameters.values() {
            let name = &parameter.name;
            if all.contains(name.value.as_str()) {
                continue;
            }
            let message = format!("no operation of `{}` has a parameter `{}`", api.name.value, name.value);
            let operations = document.key_span("#/paths");
            let diagnostic =
                Diagnostic::at(Code::GW0508, name.span, message).label(operations, "the operations of the spec");
            diagnostics.push(match did_you_mean(&name.value, all.iter().copied()) {
                Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
                None => diagnostic,
            });
        }
    }

    /// The types with their variants.
    pub(super) fn into_types(self) -> Vec<Choice> {
        let choice = |((parameter, values), ident): ((String, Vec<String>), String)| {
            let wanted = values.iter().map(|value| (value.clone(), pascal(value))).collect();
            let names = resolve_types(&wanted, &[]);
            let variants = values.into_iter().map(|value| (names[&value].clone(), value)).collect();
            Choice { ident, parameter, variants }
        };
        let mut types: Vec<Choice> = self.types.into_iter().map(choice).collect();
        types.sort_by(|a, b| a.ident.cmp(&b.ident));
        types
    }

    fn ident(&self, name: &str, values: &[String]) -> Option<&String> {
        self.types.get(&(name.to_owned(), values.to_vec()))
    }
}

/// The parameters that are read, declared and undeclared ones, each with its rule.
fn parameters<'f>(found: &Found<'f>, schemas: &Schemas) -> Vec<(Location, &'f str, Rule)> {
    let rule = |parameter: &Declared| {
        let rule = schema_pointer(parameter).and_then(|pointer| schemas.roots.get(&pointer).cloned());
        rule.map_or(Rule::Any, |rule| settled(rule, schemas))
    };
    let mut all: Vec<(Location, &str, Rule)> = found
        .parameters()
        .filter_map(|parameter| {
            Some((location(parameter)?, parameter.parameter_data_ref().name.as_str(), rule(parameter)))
        })
        .collect();
    for name in template_names(found.path) {
        if !all.iter().any(|(place, known, _)| (*place, *known) == (Location::Path, name)) {
            all.push((Location::Path, name, Rule::Text(Text::default())));
        }
    }
    all
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

fn settled(rule: Rule, schemas: &Schemas) -> Rule {
    match rule {
        Rule::Nullable(inner) => settled(*inner, schemas),
        Rule::Named(named) => match schemas.named.get(&named) {
            Some(Rule::Named(_)) | None => Rule::Any,
            Some(rule) => settled(rule.clone(), schemas),
        },
        rule => rule,
    }
}

/// The values that a parameter takes, if they are a closed set: `allow`, else the document's own.
fn values(api: &model::Api, name: &str, rule: &Rule) -> Option<Vec<String>> {
    if let Some(allow) = api.parameters.get(name).and_then(|parameter| parameter.allow.as_ref()) {
        let mut values: Vec<String> = allow.iter().map(|value| value.value.clone()).collect();
        values.sort();
        return Some(values);
    }
    let Rule::Literals { values, open: false } = rule else { return None };
    let strings = values.iter().map(|value| match value {
        Literal::String(text) => Some(text.clone()),
        _ => None,
    });
    let mut strings = strings.collect::<Option<Vec<String>>>()?;
    strings.sort();
    Some(strings)
}

/// The parameters of an operation: those of the path in its order, then query, headers and cookies by name.
pub(super) fn link(linking: &Linking<'_, '_>, found: &Found<'_>, diagnostics: &mut Diagnostics) -> Vec<Parameter> {
    let rules = parameters(found, linking.schemas);
    let rule = |place: Location, name: &str| {
        rules.iter().find(|found| (found.0, found.1) == (place, name)).map_or(Rule::Any, |(_, _, rule)| rule.clone())
    };
    let names = template_names(found.path);
    let mut linked = Vec::new();
    for (at, name) in names.iter().enumerate() {
        if names[..at].contains(name) {
            let message = format!("`{name}` stands twice in `{}`", found.path);
            let span = linking.document.key_span(&child("#/paths", found.path));
            diagnostics.push(Diagnostic::at(Code::GW0206, span, message).help("rename one of them"));
            continue;
        }
        let declared =
            found.parameters().any(|parameter| is_path(parameter) && parameter.parameter_data_ref().name == *name);
        if !declared {
            let message = format!("`{name}` is declared nowhere");
            let span = linking.document.key_span(&child("#/paths", found.path));
            diagnostics.push(Diagnostic::at(Code::GW0509, span, message).words("taken as a string"));
        }
        linked.extend(one(
            linking,
            found,
            (name, Some(',')),
            Location::Path,
            true,
            &rule(Location::Path, name),
            diagnostics,
        ));
    }
    let mut rest = Vec::new();
    for parameter in found.parameters() {
        let ParameterData { name, required, .. } = parameter.parameter_data_ref();
        let Some(location) = location(parameter) else { continue };
        if location == Location::Path {
            if !names.contains(&name.as_str()) {
                let span = linking.document.key_span(&found.pointer);
                let message = format!("the path parameter `{name}` does not stand in `{}`", found.path);
                diagnostics.push(Diagnostic::at(Code::GW0510, span, message));
            }
            continue;
        }
        let separator = separator(parameter);
        rest.extend(one(linking, found, (name, separator), location, *required, &rule(location, name), diagnostics));
    }
    rest.sort_by(|a, b| (a.location, &a.name).cmp(&(b.location, &b.name)));
    linked.extend(rest);
    fields(linked)
}

fn is_path(parameter: &Declared) -> bool {
    matches!(parameter, Declared::Path { .. })
}

fn one(
    linking: &Linking<'_, '_>,
    found: &Found<'_>,
    (name, separator): (&str, Option<char>),
    location: Location,
    required: bool,
    rule: &Rule,
    diagnostics: &mut Diagnostics,
) -> Option<Parameter> {
    let said = linking.api.parameters.get(name);
    let default = said.and_then(|said| said.default.as_ref());
    let values = values(linking.api, name, rule);
    let kind = match &values {
        Some(values) => linking.choices.ident(name, values).map(|ident| ParameterKind::Choice(ident.clone())),
        None => kind(rule, separator),
    };
    let Some(kind) = kind else {
        let span = linking.document.key_span(&child(&found.pointer, "parameters"));
        let message = format!("the parameter `{name}` of `{}` is not checked", found.id);
        diagnostics.push(Diagnostic::at(Code::GW0515, span, message));
        return None;
    };
    let presence = match (default, &values) {
        (Some(default), Some(values)) if values.contains(&default.value) => {
            let names = resolve_types(&values.iter().map(|value| (value.clone(), pascal(value))).collect(), &[]);
            Presence::Default(names[&default.value].clone())
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

/// The type of a parameter without a closed set of values; `None` for objects and unions.
fn kind(rule: &Rule, separator: Option<char>) -> Option<ParameterKind> {
    Some(match rule {
        Rule::Text(text) => ParameterKind::Text(text.clone()),
        Rule::Number(numeric) => ParameterKind::Number(numeric.clone()),
        Rule::Boolean => ParameterKind::Boolean,
        Rule::Any | Rule::Literals { .. } => ParameterKind::Text(Text::default()),
        Rule::Array(array) => {
            let items =
                Box::new(kind(&array.items, None).filter(|items| !matches!(items, ParameterKind::List { .. }))?);
            ParameterKind::List { items, separator, min_items: array.min_items, max_items: array.max_items }
        }
        _ => return None,
    })
}

/// What stands between the items of an array in one value (OpenAPI 3.1 section 4.8.12.3); `None` where the parameter
/// comes once for each.
fn separator(parameter: &Declared) -> Option<char> {
    let explode = parameter.parameter_data_ref().explode;
    match parameter {
        Declared::Query { style: QueryStyle::SpaceDelimited, .. } => Some(' '),
        Declared::Query { style: QueryStyle::PipeDelimited, .. } => Some('|'),
        Declared::Query { .. } | Declared::Cookie { .. } => (explode == Some(false)).then_some(','),
        Declared::Path { .. } | Declared::Header { .. } => Some(','),
    }
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
