//! Policies at their place: what they ask of the operations that they run for is checked here.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::model::{self, PolicyKind, SectionKind, TemplatePiece, Value};

use super::values::words;
use super::{ExistsAction, Flag, Piece, Policy, Sections, Words};

/// An operation as a policy sees it: its id and the parameters that it has.
pub(super) struct Sight<'s> {
    pub(super) operation: &'s str,
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
        if !section.is_plain() {
            let span = section.span.or_else(|| section.without.first().map(|without| without.span));
            let message =
                format!("`inherit`, `without` and `replace` are not supported by this version (`{}`)", kind.key());
            let diagnostic = Diagnostic::new(Code::GW0505, message);
            diagnostics.push(match span {
                Some(span) => diagnostic.label(span, "").help("write the section as a list of policies"),
                None => diagnostic,
            });
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
    match &policy.kind {
        PolicyKind::SetHeader(set) => Policy::SetHeader {
            name: set.name.value.to_ascii_lowercase(),
            exists_action: exists(set.exists_action),
            values: set.values.iter().map(words).collect(),
        },
        PolicyKind::SetQueryParameter(set) => Policy::SetQueryParameter {
            name: set.name.value.clone(),
            exists_action: exists(set.exists_action),
            values: set.values.iter().map(words).collect(),
        },
        PolicyKind::RewriteUri(rewrite) => Policy::RewriteUri {
            template: template(&rewrite.template, sight, diagnostics),
            copy_unmatched_params: match &rewrite.copy_unmatched_params {
                Value::Literal(value) => Flag::Literal(*value),
                Value::NamedValue(name) => Flag::NamedValue(name.value.clone()),
            },
        },
    }
}

fn exists(action: model::ExistsAction) -> ExistsAction {
    match action {
        model::ExistsAction::Override => ExistsAction::Override,
        model::ExistsAction::Skip => ExistsAction::Skip,
        model::ExistsAction::Append => ExistsAction::Append,
        model::ExistsAction::Delete => ExistsAction::Delete,
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
                    diagnostics.push(diagnostic.help(help));
                }
                literal(&mut pieces, &format!("{{{}}}", name.value));
            }
        }
    }
    Words(pieces)
}
