//! What a file's text must be beyond its type, by where policies use the named value: a later text that can't work is not
//! to be put in force.

use std::collections::{BTreeMap, BTreeSet};

use super::{Argument, Fit, Gateway, Given, Piece, Sections, Typed, Words};

/// What each named value has to fit, by its name.
pub(crate) fn fits(gateway: &Gateway) -> BTreeMap<&str, BTreeSet<Fit>> {
    let mut found = BTreeMap::new();
    for policy in gateway.sections().flat_map(Sections::policies) {
        policy.each_arguments(&mut |arguments| of_arguments(arguments, &mut found));
    }
    found
}

fn of_arguments<'g>(arguments: &'g [Given], found: &mut BTreeMap<&'g str, BTreeSet<Fit>>) {
    for Given { attribute, value } in arguments {
        match value {
            Argument::Rows(rows) => rows.iter().for_each(|(_, row)| of_arguments(row, found)),
            Argument::Group(group) => of_arguments(group, found),
            value => {
                let names = attribute.fit.map(|fit| named(value).into_iter().map(move |name| (name, fit)));
                names.into_iter().flatten().for_each(|(name, fit)| {
                    found.entry(name).or_default().insert(fit);
                });
            }
        }
    }
}

/// The named values in a value.
fn named(value: &Argument) -> Vec<&str> {
    match value {
        Argument::Integer(Typed::NamedValue(name)) => vec![name],
        Argument::Text(text) => in_text(text).collect(),
        Argument::Texts(texts) => texts.iter().flat_map(in_text).collect(),
        _ => Vec::new(),
    }
}

fn in_text(text: &Words) -> impl Iterator<Item = &str> {
    text.0.iter().filter_map(|piece| match piece {
        Piece::NamedValue(name) => Some(name.as_str()),
        Piece::Literal(_) | Piece::Expression(_) => None,
    })
}
