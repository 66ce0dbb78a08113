//! Operations of an API with models whose calls ask a model that the gateway doesn't see.

use std::collections::BTreeSet;

use super::{ContentKind, Operation};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::model::Api;
use crate::schema::{Named, Others, Rule, Schemas};

/// Members of bodies that hold what a language model is asked.
const ASKED: [&str; 4] = ["contents", "input", "messages", "prompt"];

/// So deep in a body a model is looked for.
const DEPTH: usize = 3;

/// Says once which of them there are.
pub(super) fn say(api: &Api, operations: &[Operation], schemas: &Schemas, diagnostics: &mut Diagnostics) {
    let Some(models) = &api.models else { return };
    // Where none names its model, that is an error of its own.
    if operations.iter().all(|operation| operation.by_model.is_none()) {
        return;
    }
    let named = |operation: &Operation| {
        Some(match unseen(operation, schemas)? {
            Unseen::At(pointer) => format!("`{}` (by `{pointer}`)", operation.id),
            Unseen::Undeclared => format!("`{}`", operation.id),
        })
    };
    let found: Vec<String> = operations.iter().filter_map(named).collect();
    let list = match found.as_slice() {
        [] => return,
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    };
    let message = format!("a model may be asked by {list} where it is not looked at");
    let help = "their calls go to the API's own backend as they come; declare `model` at the top of their bodies, or leave them out, \
                with an overlay";
    diagnostics.push(Diagnostic::at(Code::GW0528, models.span, message).words("holds for no call of them").help(help));
}

/// How a call may name its model.
#[derive(Debug, PartialEq, Eq)]
enum Unseen {
    /// By this member of the body, deeper than at its top.
    At(String),
    /// In a body that declares no model, and asks for something, or may hold anything.
    Undeclared,
}

fn unseen(operation: &Operation, schemas: &Schemas) -> Option<Unseen> {
    if operation.by_model.is_some() || operation.method != "POST" {
        return None;
    }
    operation.body.contents.iter().find_map(|content| match &content.kind {
        ContentKind::Json(rule) | ContentKind::Range(rule) => {
            let members = members(rule, schemas);
            if let Some(pointer) = nested(&members, schemas, DEPTH) {
                return Some(Unseen::At(pointer));
            }
            let asks = members.iter().any(|(name, _)| ASKED.contains(name));
            (asks || holds_anything(rule, schemas)).then_some(Unseen::Undeclared)
        }
        ContentKind::Unread => content.media_type.contains("json").then_some(Unseen::Undeclared),
        _ => None,
    })
}

type Members<'r> = Vec<(&'r str, &'r Rule)>;

/// The members that a value declares, by any of its rules.
fn members<'r>(rule: &'r Rule, schemas: &'r Schemas) -> Members<'r> {
    fn add<'r>(rule: &'r Rule, schemas: &'r Schemas, met: &mut BTreeSet<&'r Named>, found: &mut Members<'r>) {
        match rule {
            Rule::Object(object) => {
                found.extend(object.properties.iter().map(|(name, property)| (&**name, &property.rule)));
            }
            Rule::Named(named) if met.insert(named) => {
                if let Some(rule) = schemas.named.get(named) {
                    add(rule, schemas, met, found);
                }
            }
            Rule::Named(_) | Rule::Not(_) => {}
            rule => rule.beside().into_iter().for_each(|rule| add(rule, schemas, met, found)),
        }
    }
    let mut found = Vec::new();
    add(rule, schemas, &mut BTreeSet::new(), &mut found);
    found
}

/// The pointer to a member `model` within these.
fn nested(members: &Members<'_>, schemas: &Schemas, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    members.iter().find_map(|(name, rule)| {
        let within = self::members(rule, schemas);
        let below = within.iter().any(|(name, _)| *name == "model").then(|| "/model".to_owned());
        let below = below.or_else(|| nested(&within, schemas, depth))?;
        Some(format!("/{name}{below}"))
    })
}

/// Whether nothing is said of a value's members.
fn holds_anything(rule: &Rule, schemas: &Schemas) -> bool {
    match rule {
        Rule::Any => true,
        Rule::Object(object) => object.properties.is_empty() && matches!(object.others, Others::Any),
        // A schema of another name for itself is no rule.
        Rule::Named(named) => match schemas.named.get(named) {
            Some(Rule::Named(_)) | None => false,
            Some(rule) => holds_anything(rule, schemas),
        },
        _ => false,
    }
}
