//! The documentation of policies: a page each, and the list of them, made from the catalogue.

use std::fmt::Write as _;

use super::catalogue::{Attribute, AttributeKind, ENTRIES, Entry, Form};
use super::model::SectionKind;

/// Every file below `docs/policies`, by name.
#[must_use]
pub fn pages() -> Vec<(String, String)> {
    let mut pages: Vec<(String, String)> =
        ENTRIES.iter().map(|entry| (format!("{}.md", entry.name), page(entry))).collect();
    pages.push(("README.md".to_owned(), index()));
    pages
}

fn index() -> String {
    let mut text =
        "# Policies\n\nMade from the catalogue; `UPDATE_EXPECT=1 cargo test -p gatewright --lib docs` writes it.\n\n\
                    | policy | sections | |\n|---|---|---|\n"
            .to_owned();
    for entry in ENTRIES {
        let _ = writeln!(text, "| [`{0}`]({0}.md) | {1} | {2} |", entry.name, sections(entry), entry.doc);
    }
    text
}

fn page(entry: &Entry) -> String {
    let mut text = format!("# {}\n\n{}\n\n", entry.name, entry.doc);
    let _ = writeln!(text, "Sections: {}.", sections(entry));
    for alias in entry.aliases {
        let _ = writeln!(text, "Also called `{alias}`.");
    }
    if let Some(scalar) = entry.scalar {
        let _ = writeln!(text, "A plain value in place of the object is its `{scalar}`.");
    }
    if !entry.attributes.is_empty() {
        let _ = write!(text, "\n## Attributes\n\n| attribute | takes | if left out | |\n|---|---|---|---|\n");
        attributes(&mut text, "", entry.attributes);
        if entry.form == Form::Loop {
            text.push_str("| `do` | a list of policies | none | what runs in each attempt |\n");
        }
        text.push_str("| `id` | a name | it has none | the policy's own name, for `without`, `replace` and errors |\n");
    }
    if !entry.notes.is_empty() {
        let _ = write!(text, "\n## What it does\n\n{}\n", entry.notes);
    }
    text
}

fn sections(entry: &Entry) -> String {
    let names: Vec<&str> = entry.sections.iter().map(|kind: &SectionKind| kind.key()).collect();
    names.join(", ")
}

fn attributes(text: &mut String, above: &str, all: &[Attribute]) {
    for attribute in all {
        let absent = match (attribute.required, attribute.default) {
            (true, _) => "an error".to_owned(),
            (false, Some(default)) => format!("`{default}`"),
            (false, None) => "nothing".to_owned(),
        };
        let name = match attribute.singular {
            Some(singular) => format!("`{above}{}`, or one as `{singular}`", attribute.name),
            None => format!("`{above}{}`", attribute.name),
        };
        let _ = writeln!(text, "| {name} | {} | {absent} | {} |", kind(attribute.kind), attribute.doc);
        match attribute.kind {
            AttributeKind::Rows(row) => attributes(text, &format!("{above}{}.NAME.", attribute.name), row.attributes),
            AttributeKind::Group(row) => attributes(text, &format!("{above}{}.", attribute.name), row.attributes),
            _ => {}
        }
    }
}

fn kind(kind: AttributeKind) -> String {
    match kind {
        AttributeKind::Name => "a name".to_owned(),
        AttributeKind::Kept | AttributeKind::Count => "the name of a variable".to_owned(),
        AttributeKind::Header => "the name of a header".to_owned(),
        AttributeKind::Text => "text".to_owned(),
        AttributeKind::Amount => "a number, or text".to_owned(),
        AttributeKind::Lines => "text in several lines".to_owned(),
        AttributeKind::Json => "JSON as text, with expressions in the places of values and within strings".to_owned(),
        AttributeKind::Texts => "a list of texts".to_owned(),
        AttributeKind::Choice(choice) => {
            let words = choice.words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
            if choice.computable { format!("{words}, or an expression of such a text") } else { words }
        }
        AttributeKind::Bool => "`true` or `false`".to_owned(),
        AttributeKind::Integer => "a whole number".to_owned(),
        AttributeKind::Number => "a number".to_owned(),
        AttributeKind::Duration => "a duration with its unit".to_owned(),
        AttributeKind::Size => "a size with its unit".to_owned(),
        AttributeKind::Period => "a duration with its unit, or `0s`".to_owned(),
        AttributeKind::Variable => "text, a number, a truth value, or an expression".to_owned(),
        AttributeKind::Template => "a path with `{parameter}`s".to_owned(),
        AttributeKind::Backend => "a key of `backends`".to_owned(),
        AttributeKind::Url => "a URL".to_owned(),
        AttributeKind::Rows(_) => "an object by names".to_owned(),
        AttributeKind::Group(_) => "an object".to_owned(),
    }
}
