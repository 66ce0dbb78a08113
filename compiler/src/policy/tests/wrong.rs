//! Every attribute of every policy of the catalogue, with values that its kind doesn't take: each is refused with the right
//! code at its own line. A new policy is among them without a word here.

use crate::diagnostic::Diagnostics;
use crate::policy::catalogue::{Attribute, AttributeKind, ENTRIES, Entry, Form, Row};
use crate::policy::model::SectionKind;
use crate::policy::read;
use crate::source::{Format, Sources, read_text};

/// What is said of a gateway file: code, line and message; and whether it is taken.
fn told(text: &str) -> (bool, Vec<(&'static str, usize, String)>) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let node = read_text(&mut sources, "gateway.yaml", text.to_owned(), Format::Yaml, &mut diagnostics);
    let taken = node.and_then(|node| read(&node, &sources, &mut diagnostics)).is_some();
    let line = |at: u32| text[..at as usize].matches('\n').count() + 1;
    let said = diagnostics.iter().map(|said| (said.code.name(), line(said.primary.span.start), said.message.clone()));
    (taken, said.collect())
}

/// Values that an attribute of a kind must not have, with the code of the refusal.
fn values(kind: AttributeKind) -> Vec<(&'static str, &'static str)> {
    const NO_TEXT: [(&str, &str); 3] = [("{ a: b }", "GW0401"), ("~", "GW0401"), ("\"{{nowhere}}\"", "GW0408")];
    match kind {
        AttributeKind::Name | AttributeKind::Kept | AttributeKind::Count => {
            vec![("{ a: b }", "GW0401"), ("[a]", "GW0401"), ("~", "GW0401"), ("\"a{{b\"", "GW0405")]
        }
        AttributeKind::Header => vec![("[a]", "GW0401"), ("a b", "GW0405"), ("connection", "GW0416")],
        AttributeKind::Text | AttributeKind::Lines => {
            [&NO_TEXT[..], &[("[a]", "GW0401"), ("\"${a\"", "GW0410")]].concat()
        }
        AttributeKind::Amount => {
            vec![("-1", "GW0405"), ("0", "GW0405"), ("1e3", "GW0405"), ("much", "GW0405"), ("[]", "GW0401")]
        }
        AttributeKind::Json => [&NO_TEXT[..], &[("[a]", "GW0401"), ("'{ a: 1 }'", "GW0405")]].concat(),
        AttributeKind::Url => [&NO_TEXT[..], &[("nowhere", "GW0422"), ("\"https://${a}\"", "GW0411")]].concat(),
        AttributeKind::Texts => vec![("{ a: b }", "GW0401"), ("[]", "GW0405"), ("[{}]", "GW0401"), ("a", "GW0401")],
        AttributeKind::Choice(_) => vec![("nonsense", "GW0405"), ("[]", "GW0401"), ("7", "GW0401")],
        AttributeKind::Bool => vec![("perhaps", "GW0401"), ("7", "GW0401"), ("[]", "GW0401"), ("\"a ${b}\"", "GW0401")],
        AttributeKind::Integer => {
            vec![("many", "GW0401"), ("-1", "GW0405"), ("1.5", "GW0405"), ("[]", "GW0401"), ("\"${a} b\"", "GW0401")]
        }
        AttributeKind::Number => vec![("much", "GW0401"), ("[]", "GW0401"), ("\"${a} b\"", "GW0401")],
        AttributeKind::Duration | AttributeKind::Period => {
            vec![("5", "GW0407"), ("5 fortnights", "GW0407"), ("[]", "GW0401"), ("-5s", "GW0407")]
        }
        AttributeKind::Size => vec![("5", "GW0407"), ("5 stones", "GW0407"), ("[]", "GW0401")],
        AttributeKind::Variable => vec![("{ a: b }", "GW0401"), ("\"{{nowhere}}\"", "GW0408")],
        AttributeKind::Template => vec![("[]", "GW0401"), ("no-slash", "GW0405")],
        AttributeKind::Backend => vec![("nowhere", "GW0419"), ("[]", "GW0401")],
        AttributeKind::Rows(_) | AttributeKind::Group(_) => vec![("[]", "GW0401"), ("~", "GW0401"), ("7", "GW0401")],
    }
}

/// A gateway file with one attribute on the last line but those of what is around it.
fn file(entry: &Entry, around: &[&str], line: &str) -> String {
    let section = entry.sections.first().copied().unwrap_or(SectionKind::Inbound).key();
    let open: String = around.iter().map(|key| format!("{key}: {{ ")).collect();
    let close = "} ".repeat(around.len());
    format!(
        "version: 1\nname: frame\nsubscriptions: {{ file: s.yaml }}\nbackends: {{ b: {{ url: 'https://b.example' }} }}\n\
         apis: {{ frame: {{ spec: frame.json, policies: {{ {section}: [ {{ {}: {{ {open}\n {line}\n {close} }} }} ] }} }} }}\nprices: {{ file: p.yaml, currency: USD }}\n",
        entry.name
    )
}

/// The lines that [`file`] gives the policy and the attribute.
const LINES: (usize, usize) = (5, 6);

/// What isn't refused as it should be, and how many values were tried.
fn judge(entry: &Entry, attributes: &[Attribute], around: &[&str], wrong: &mut Vec<String>) -> usize {
    let mut tried = 0;
    let mut refused = |line: &str, code: &str| {
        tried += 1;
        let (taken, said) = told(&file(entry, around, line));
        let right = said.iter().any(|(found, at, _)| (*found, *at) == (code, LINES.1));
        if !right || taken {
            wrong.push(format!("{} {around:?} {line}: {code} expected of {said:?}", entry.name));
        }
    };
    refused("no-such-attribute: 1", "GW0402");
    for attribute in attributes {
        for (value, code) in values(attribute.kind) {
            refused(&format!("{}: {value}", attribute.name), code);
        }
        if let Some(singular) = attribute.singular {
            refused(&format!("{singular}: []"), "GW0401");
            refused(&format!("{}: [a], {singular}: a", attribute.name), "GW0417");
        }
    }
    for attribute in attributes {
        let (row, inside): (&Row, Vec<&str>) = match attribute.kind {
            AttributeKind::Rows(row) => (row, vec![attribute.name, "some-name"]),
            AttributeKind::Group(row) => (row, vec![attribute.name]),
            _ => continue,
        };
        tried += judge(entry, row.attributes, &[around, &inside].concat(), wrong);
    }
    tried
}

#[test]
fn each_attribute_refuses_what_its_kind_does_not_take() {
    let mut wrong = Vec::new();
    let policies = ENTRIES.iter().filter(|entry| entry.form == Form::Type);
    let tried: usize = policies.map(|entry| judge(entry, entry.attributes, &[], &mut wrong)).sum();
    println!("{tried} wrong gateway files");
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried >= 300, "{tried}");
}

/// What must be there and isn't is told where the policy stands.
#[test]
fn each_attribute_that_must_be_there_is_asked_for() {
    for entry in ENTRIES.iter().filter(|entry| entry.form == Form::Type) {
        for attribute in entry.attributes.iter().filter(|attribute| attribute.required) {
            let (_, said) = told(&file(entry, &[], ""));
            let missing = format!("`{}` is missing in `{}`", attribute.name, entry.name);
            assert!(said.contains(&("GW0403", LINES.0, missing)), "{}.{}: {said:?}", entry.name, attribute.name);
        }
    }
}
