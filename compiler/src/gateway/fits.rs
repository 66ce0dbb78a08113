//! What a file's text must be beyond its type, by where policies use the named value: a later text that can't work is not
//! to be put in force.

use std::collections::{BTreeMap, BTreeSet};

use super::{Argument, Fit, Gateway, Given, Piece, Sections, Typed, Words};
use crate::policy::catalogue::AttributeKind;

/// Attributes that take a number of calls.
const COUNTS: [&str; 2] = ["calls", "max-count"];

/// Attributes that take the status of an answer.
const STATUSES: [&str; 5] = ["code", "failed-check-httpcode", "failed-validation-httpcode", "status", "status-code"];

/// What each named value has to fit, by its name.
pub(crate) fn fits(gateway: &Gateway) -> BTreeMap<&str, BTreeSet<Fit>> {
    let products = gateway.settings.products.iter().map(|product| &product.policies);
    let of_apis = gateway.apis.iter().flat_map(|api| {
        let tags = api.tags.iter().map(|tag| &tag.policies);
        let operations = api.operations.iter().map(|operation| &operation.policies);
        std::iter::once(&api.policies).chain(tags).chain(operations)
    });
    let mut found = BTreeMap::new();
    for policy in std::iter::once(&gateway.policies).chain(products).chain(of_apis).flat_map(Sections::policies) {
        policy.each_arguments(&mut |arguments| of_arguments(arguments, &mut found));
    }
    found
}

fn of_arguments<'g>(arguments: &'g [Given], found: &mut BTreeMap<&'g str, BTreeSet<Fit>>) {
    // Of a header are the values beside its name.
    let of_header =
        arguments.iter().any(|given| given.attribute.name == "name" && given.attribute.kind == AttributeKind::Header);
    for Given { attribute, value } in arguments {
        match value {
            Argument::Integer(Typed::NamedValue(name)) => {
                let fit = if COUNTS.contains(&attribute.name) {
                    Fit::Positive
                } else if STATUSES.contains(&attribute.name) {
                    Fit::Status
                } else {
                    continue;
                };
                found.entry(name.as_str()).or_default().insert(fit);
            }
            Argument::Texts(texts) if of_header && attribute.name == "values" => {
                texts.iter().for_each(|text| in_head(text, found));
            }
            Argument::Text(text) if attribute.name == "reason" => in_head(text, found),
            Argument::Rows(rows) if attribute.name == "headers" => {
                for given in rows.iter().flat_map(|(_, row)| row) {
                    if let Argument::Text(text) = &given.value {
                        in_head(text, found);
                    }
                }
            }
            Argument::Rows(rows) => rows.iter().for_each(|(_, row)| of_arguments(row, found)),
            Argument::Group(group) => of_arguments(group, found),
            _ => {}
        }
    }
}

fn in_head<'g>(text: &'g Words, found: &mut BTreeMap<&'g str, BTreeSet<Fit>>) {
    for piece in &text.0 {
        if let Piece::NamedValue(name) = piece {
            found.entry(name.as_str()).or_default().insert(Fit::Head);
        }
    }
}
