//! The closed sets of values that several operations' parameters share: one type for each parameter and set.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::openapi::Document;
use crate::policy::catalogue::type_names;
use crate::policy::model;
use crate::schema::{Literal, Rule, Schemas};

use super::Choice;
use super::names::{pascal, resolve_types};
use super::operation::Found;
use super::parameter::{declared, template_names};

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
    "Content",
    "Copy",
    "Credentials",
    "Debug",
    "Default",
    "Dialect",
    "Encoded",
    "Element",
    "Eq",
    "Duration",
    "Err",
    "Fault",
    "Field",
    "Fit",
    "Flow",
    "Gateway",
    "Json",
    "Layout",
    "Life",
    "Limits",
    "List",
    "Literal",
    "Location",
    "Member",
    "Node",
    "None",
    "Numeric",
    "Object",
    "Ok",
    "OneOf",
    "Operation",
    "Option",
    "Others",
    "Parameter",
    "Parameters",
    "PartialEq",
    "Pattern",
    "Reload",
    "Reloaded",
    "RequestBody",
    "Response",
    "Result",
    "Route",
    "Secret",
    "Separator",
    "Serving",
    "Settings",
    "Some",
    "Start",
    "StartError",
    "State",
    "Streaming",
    "String",
    "Style",
    "Subscription",
    "Text",
    "Timeouts",
    "Unknown",
    "Validate",
    "Vec",
];

/// The closed sets of values of an API's parameters: one type for each parameter and set.
#[derive(Default)]
pub(super) struct Choices {
    /// By name and values: the type's name.
    types: BTreeMap<(String, Vec<String>), String>,
}

impl Choices {
    /// Notes the sets of an operation's parameters.
    pub(super) fn note(&mut self, found: &Found<'_>, api: &model::Api, schemas: &Schemas) {
        for (_, name, rule) in declared(found, schemas) {
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
        let policies = type_names();
        let taken: Vec<&str> = TAKEN_TYPES.iter().copied().chain(policies.iter().map(String::as_str)).collect();
        let names = resolve_types(&wanted, &taken);
        for (set, ident) in &mut self.types {
            *ident = names[&key(set)].clone();
        }
        let all: BTreeSet<&str> = found
            .iter()
            .flat_map(|found| {
                let declared = found.parameters().map(|parameter| parameter.parameter_data_ref().name.as_str());
                declared.chain(template_names(&found.route)).collect::<Vec<_>>()
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

    pub(super) fn ident(&self, name: &str, values: &[String]) -> Option<&String> {
        self.types.get(&(name.to_owned(), values.to_vec()))
    }
}

/// The values that a parameter takes, if they are a closed set: `allow`, else the document's own.
pub(super) fn values(api: &model::Api, name: &str, rule: &Rule) -> Option<Vec<String>> {
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
