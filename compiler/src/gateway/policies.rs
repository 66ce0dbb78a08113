//! Policies at their place: what they ask of the operations that they run for is checked here.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::catalogue::AttributeKind;
use crate::policy::model::{self, SectionKind, TemplatePiece};
use crate::source::Span;

use super::values::words;
use super::{Argument, Given, Piece, Policy, Sections, Typed, Words};

/// An operation as a policy sees it: its id and the parameters that it has.
pub(super) struct Sight<'s> {
    pub(super) operation: &'s str,
    /// Where the spec has its path; none for an operation that is not the spec's.
    pub(super) path: Option<Span>,
    pub(super) parameters: BTreeSet<&'s str>,
}

/// The sections of one scope; `sight` is the operation that they belong to, if it is one.
pub(super) fn sections(
    sections: &model::Sections,
    sight: Option<&Sight<'_>>,
    diagnostics: &mut Diagnostics,
) -> Sections {
    let mut linked = Sections::default();
    for kind in SectionKind::ALL {
        let section = sections.get(kind);
        // What is not plain was written, so it has a place.
        if let (Some(span), false) = (section.span, section.is_plain()) {
            let message =
                format!("`inherit`, `without` and `replace` are not supported by this version (`{}`)", kind.key());
            let help = "write the section as a list of policies";
            diagnostics.push(Diagnostic::at(Code::GW0505, span, message).help(help));
        }
        let policies = section.policies.iter().map(|policy| link(policy, sight, diagnostics)).collect();
        match kind {
            SectionKind::Inbound => linked.inbound = policies,
            SectionKind::Backend => linked.backend = policies,
            SectionKind::Outbound => linked.outbound = policies,
            SectionKind::OnError => linked.on_error = policies,
        }
    }
    linked
}

fn link(policy: &model::Policy, sight: Option<&Sight<'_>>, diagnostics: &mut Diagnostics) -> Policy {
    Policy {
        entry: policy.entry,
        id: policy.id.as_ref().map(|id| id.value.clone()),
        arguments: arguments(&policy.arguments, sight, diagnostics),
    }
}

fn arguments(arguments: &model::Arguments, sight: Option<&Sight<'_>>, diagnostics: &mut Diagnostics) -> Vec<Given> {
    let linked =
        |given: &model::Given| Given { attribute: given.attribute, value: argument(given, sight, diagnostics) };
    arguments.given.iter().map(linked).collect()
}

fn argument(given: &model::Given, sight: Option<&Sight<'_>>, diagnostics: &mut Diagnostics) -> Argument {
    match &given.value {
        model::Argument::Name(name) => Argument::Name(match given.attribute.kind {
            AttributeKind::Header => name.value.to_ascii_lowercase(),
            _ => name.value.clone(),
        }),
        model::Argument::Text(text) => Argument::Text(words(text)),
        model::Argument::Texts(texts) => Argument::Texts(texts.iter().map(words).collect()),
        model::Argument::Choice(word) => Argument::Choice(word.value),
        model::Argument::Bool(value) => Argument::Bool(typed(value)),
        model::Argument::Integer(value) => Argument::Integer(typed(value)),
        model::Argument::Number(value) => Argument::Number(typed(value)),
        model::Argument::Duration(time) => {
            Argument::Duration(u64::try_from(time.value.as_millis()).unwrap_or(u64::MAX))
        }
        model::Argument::Size(size) => Argument::Size(size.value),
        model::Argument::Template(path) => Argument::Text(template(path, sight, diagnostics)),
        model::Argument::Rows(rows) => {
            let row = |(name, row): &(model::Spanned<String>, model::Arguments)| {
                (name.value.clone(), arguments(row, sight, diagnostics))
            };
            Argument::Rows(rows.iter().map(row).collect())
        }
    }
}

fn typed<T: Clone>(value: &model::Value<T>) -> Typed<T> {
    match value {
        model::Value::Literal(value) => Typed::Literal(value.clone()),
        model::Value::NamedValue(name) => Typed::NamedValue(name.value.clone()),
    }
}

/// The template as the runtime reads it: parameters in braces.
fn template(template: &model::UriTemplate, sight: Option<&Sight<'_>>, diagnostics: &mut Diagnostics) -> Words {
    let mut pieces: Vec<Piece> = Vec::new();
    let literal = |pieces: &mut Vec<Piece>, text: &str| match pieces.last_mut() {
        Some(Piece::Literal(last)) => last.push_str(text),
        _ => pieces.push(Piece::Literal(text.to_owned())),
    };
    for piece in &template.pieces {
        match piece {
            TemplatePiece::Literal(text) => literal(&mut pieces, text),
            TemplatePiece::NamedValue(name) => pieces.push(Piece::NamedValue(name.value.clone())),
            TemplatePiece::Parameter(name) => {
                if let Some(sight) = sight
                    && !sight.parameters.contains(name.value.as_str())
                {
                    let message = format!("`{}` has no parameter `{}`", sight.operation, name.value);
                    let all: Vec<String> = sight.parameters.iter().map(|name| format!("`{name}`")).collect();
                    let diagnostic = Diagnostic::at(Code::GW0506, name.span, message);
                    let help =
                        if all.is_empty() { "it has none".to_owned() } else { format!("it has {}", all.join(", ")) };
                    let diagnostic = diagnostic.help(help);
                    diagnostics.push(match sight.path {
                        Some(path) => diagnostic.label(path, "the path of the operation"),
                        None => diagnostic,
                    });
                }
                literal(&mut pieces, &format!("{{{}}}", name.value));
            }
        }
    }
    Words(pieces)
}
