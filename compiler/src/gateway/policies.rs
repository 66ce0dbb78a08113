//! Policies at their place: what they ask of the operations that they run for is checked here.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::catalogue::{AttributeKind, Form, Part};
use crate::policy::model::{self, SectionKind, TemplatePiece};
use crate::source::Span;

use super::counters::{self, Owner};
use super::names::snake;
use super::scopes::{Chain, pipeline};
use super::values::{dynamic, words};
use super::{Argument, Branch, Given, Piece, Policy, Scope, Typed, Words};

/// An operation as a policy sees it: its id and the parameters that it has.
pub(super) struct Sight<'s> {
    pub(super) operation: &'s str,
    /// Where the spec has its path; none for an operation that is not the spec's.
    pub(super) path: Option<Span>,
    pub(super) parameters: BTreeSet<&'s str>,
    /// Whether its answer may be a stream of events.
    pub(super) streams: bool,
    /// Whether its body may be JSON.
    pub(super) takes_json: bool,
}

impl Sight<'_> {
    /// A diagnostic with the place of the operation.
    fn shown(&self, diagnostic: Diagnostic) -> Diagnostic {
        match self.path {
            Some(path) => diagnostic.label(path, "the path of the operation"),
            None => diagnostic,
        }
    }
}

/// Says what the policies that run for an operation ask of it and it doesn't have.
pub(super) fn check(chain: &Chain<'_, '_>, sight: &Sight<'_>, diagnostics: &mut Diagnostics) {
    for kind in SectionKind::ALL {
        let policies = pipeline(chain, kind);
        for policy in policies.iter().flat_map(|(_, policy)| policy.tree()) {
            arguments_fit(&policy.arguments, sight, diagnostics);
            for branch in &policy.branches {
                let below: Vec<_> = branch.policies.iter().map(|policy| (Scope::Operation, policy)).collect();
                never_reached(&below, sight, diagnostics);
            }
        }
        never_reached(&policies, sight, diagnostics);
        if matches!(kind, SectionKind::Inbound | SectionKind::Backend) && !sight.takes_json {
            nothing_to_edit(&policies, sight, diagnostics);
        }
        if kind == SectionKind::Backend {
            behind_sending(&policies, sight, diagnostics);
        }
        if kind == SectionKind::Outbound && sight.streams {
            streams_held(&policies, sight, diagnostics);
        }
    }
}

/// Says which policies hold back the answer of an operation that may stream without saying so.
fn streams_held(policies: &[(Scope, &model::Policy)], sight: &Sight<'_>, diagnostics: &mut Diagnostics) {
    let holding = policies.iter().flat_map(|(_, policy)| policy.tree());
    let silent = |policy: &&model::Policy| {
        ((policy.entry.holds_answer || policy.edits()) && !policy.arguments.is_true("buffer"))
            || (policy.reads_answer() && !says_buffer(policy))
    };
    for policy in holding.filter(silent) {
        let message =
            format!("`{}` reads whole answers, and `{}` may stream its answer", policy.entry.name, sight.operation);
        let diagnostic = Diagnostic::at(Code::GW0522, policy.span, message).help(match policy.entry.form {
            Form::Type => {
                "say `buffer: true` to hold streams back until their end, or leave the policy out for this operation"
            }
            _ => "keep what is read in a variable before, by a `set-variable` that says `buffer: true`",
        });
        diagnostics.push(sight.shown(diagnostic));
    }
}

/// Whether a policy of which an expression reads the whole answer says that streams are held back for it, by an attribute of
/// its own or by the one that all have.
fn says_buffer(policy: &model::Policy) -> bool {
    policy.buffer || (policy.reads_answer() && policy.arguments.is_true("buffer"))
}

/// Says which policies edit the body of an operation that takes no JSON.
fn nothing_to_edit(policies: &[(Scope, &model::Policy)], sight: &Sight<'_>, diagnostics: &mut Diagnostics) {
    // A policy of a broader scope still edits the bodies of other operations.
    let own = policies.iter().filter(|(scope, _)| matches!(scope, Scope::Operation));
    for policy in own.flat_map(|(_, policy)| policy.tree()).filter(|policy| policy.edits()) {
        let message = format!("`{}` has no body of JSON that `{}` could edit", sight.operation, policy.entry.name);
        let diagnostic = Diagnostic::at(Code::GW0524, policy.span, message);
        diagnostics.push(sight.shown(diagnostic.help("remove it, or write the whole body as `value` or `template`")));
    }
}

/// Says which policy stands behind one at whose place the call is sent, if there is one.
fn behind_sending(policies: &[(Scope, &model::Policy)], sight: &Sight<'_>, diagnostics: &mut Diagnostics) {
    let sends = |policy: &model::Policy| policy.tree().iter().any(|one| one.entry.writes.contains(&Part::Sending));
    for (_, policy) in policies {
        for branch in &policy.branches {
            let below: Vec<_> = branch.policies.iter().map(|policy| (Scope::Operation, policy)).collect();
            behind_sending(&below, sight, diagnostics);
        }
    }
    for (at, (scope, policy)) in policies.iter().enumerate().filter(|(_, (_, policy))| sends(policy)) {
        // A call comes by one product.
        let apart =
            |other: &Scope| matches!((scope, other), (Scope::Product(one), Scope::Product(other)) if one != other);
        if let Some((_, behind)) = policies.iter().skip(at + 1).find(|(other, _)| !apart(other)) {
            let message =
                format!("in calls to `{}`, `{}` stands behind the sending", sight.operation, behind.entry.name);
            let diagnostic =
                Diagnostic::at(Code::GW0523, behind.span, message).label(policy.span, "the call is sent here").help(
                    "move it to `inbound` or `outbound`, or in front; or say `inherit: false` in the narrower section",
                );
            diagnostics.push(sight.shown(diagnostic));
            return;
        }
    }
}

/// Says which policy stands behind one that ends every call, if there is one. A broader scope's policy still runs for other
/// operations, so it is none.
fn never_reached(policies: &[(Scope, &model::Policy)], sight: &Sight<'_>, diagnostics: &mut Diagnostics) {
    let mut policies = policies.iter().skip_while(|(_, policy)| !ends(policy));
    let Some((ended_in, end)) = policies.next() else { return };
    // Calls that come by another product go on.
    let product = matches!(ended_in, Scope::Product(_));
    if let Some((_, behind)) = policies.find(|(scope, _)| if product { scope == ended_in } else { scope >= ended_in }) {
        let message = format!("`{}` never runs in calls to `{}`", behind.entry.name, sight.operation);
        let diagnostic = Diagnostic::at(Code::GW0521, behind.span, message)
            .label(end.span, "every call ends here")
            .help(format!("put it in front of `{}`, or remove it", end.entry.name));
        diagnostics.push(sight.shown(diagnostic));
    }
}

/// Whether no call goes on behind it: by itself, or by a choice all of whose branches end.
fn ends(policy: &model::Policy) -> bool {
    let all = || policy.branches.iter().all(|branch| branch.policies.iter().any(ends));
    policy.entry.ends
        || (policy.entry.form == Form::Branches && policy.branches.iter().any(|branch| branch.when.is_none()) && all())
}

fn arguments_fit(arguments: &model::Arguments, sight: &Sight<'_>, diagnostics: &mut Diagnostics) {
    for given in &arguments.given {
        match &given.value {
            model::Argument::Template(template) => template_fits(template, sight, diagnostics),
            model::Argument::Rows(rows) => {
                rows.iter().for_each(|(_, row)| arguments_fit(row, sight, diagnostics));
            }
            model::Argument::Group(group) => arguments_fit(group, sight, diagnostics),
            _ => {}
        }
    }
}

/// Every parameter of the template is one of the operation's.
fn template_fits(template: &model::UriTemplate, sight: &Sight<'_>, diagnostics: &mut Diagnostics) {
    let parameters = template.pieces.iter().filter_map(|piece| match piece {
        TemplatePiece::Parameter(name) => Some(name),
        _ => None,
    });
    for name in parameters.filter(|name| !sight.parameters.contains(name.value.as_str())) {
        let message = format!("`{}` has no parameter `{}`", sight.operation, name.value);
        let all: Vec<String> = sight.parameters.iter().map(|name| format!("`{name}`")).collect();
        let help = if all.is_empty() { "it has none".to_owned() } else { format!("it has {}", all.join(", ")) };
        let diagnostic = Diagnostic::at(Code::GW0506, name.span, message).help(help);
        diagnostics.push(sight.shown(diagnostic));
    }
}

/// A policy as it is emitted. `owner` is whose scope it stands in.
pub(super) fn link(policy: &model::Policy, scope: &Scope, kind: SectionKind, owner: Owner<'_>) -> Policy {
    let fragment = policy.arguments.name("fragment-id").filter(|_| policy.entry.form == Form::Fragment);
    let inner = fragment.map_or(owner, |name| Owner { fragment: &name.value, ..Owner::default() });
    let branch = |branch: &model::Branch| Branch {
        when: branch.when.as_ref().map(given),
        policies: branch.policies.iter().map(|policy| link(policy, scope, kind, inner)).collect(),
    };
    Policy {
        entry: policy.entry,
        span: policy.span,
        id: policy.id.as_ref().map(|id| id.value.clone()),
        counter: counters::name(policy, scope, kind, owner),
        arguments: policy.arguments.given.iter().filter(|given| !is_settled(policy, given)).map(given).collect(),
        branches: policy.branches.iter().map(branch).collect(),
        buffer: says_buffer(policy),
    }
}

/// The parts of a policy, and of those below it, that run when the answer is there.
pub(super) fn settled(policy: &model::Policy, scope: &Scope, owner: Owner<'_>) -> Vec<Policy> {
    let fragment = policy.arguments.name("fragment-id").filter(|_| policy.entry.form == Form::Fragment);
    let inner = fragment.map_or(owner, |name| Owner { fragment: &name.value, ..Owner::default() });
    let own = settles(policy).then(|| Policy {
        entry: policy.entry,
        span: policy.span,
        buffer: says_buffer(policy),
        id: policy.id.as_ref().map(|id| id.value.clone()),
        counter: counters::name(policy, scope, SectionKind::Inbound, owner),
        arguments: policy.arguments.given.iter().filter(|given| is_settled(policy, given)).map(given).collect(),
        branches: Vec::new(),
    });
    let below = policy.branches.iter().flat_map(|branch| &branch.policies);
    own.into_iter().chain(below.flat_map(|policy| settled(policy, scope, inner))).collect()
}

/// Whether a part of a policy runs when the answer is there.
fn settles(policy: &model::Policy) -> bool {
    !policy.entry.settles.is_empty() && policy.arguments.is_true("increment-after-response")
}

fn is_settled(policy: &model::Policy, given: &model::Given) -> bool {
    settles(policy) && policy.entry.settles.contains(&given.attribute.name)
}

fn given(given: &model::Given) -> Given {
    Given { attribute: given.attribute, value: argument(given) }
}

fn arguments(arguments: &model::Arguments) -> Vec<Given> {
    arguments.given.iter().map(given).collect()
}

fn argument(given: &model::Given) -> Argument {
    match &given.value {
        model::Argument::Name(name) => Argument::Name(match given.attribute.kind {
            AttributeKind::Header => name.value.to_ascii_lowercase(),
            _ => name.value.clone(),
        }),
        model::Argument::Backend(name) => Argument::Backend(snake(&name.value)),
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
        model::Argument::Template(path) => Argument::Text(template(path)),
        model::Argument::Computed(written) => Argument::Computed(Box::new(dynamic(written, false))),
        model::Argument::Rows(rows) => {
            let row = |(name, row): &(model::Spanned<String>, model::Arguments)| (name.value.clone(), arguments(row));
            Argument::Rows(rows.iter().map(row).collect())
        }
        model::Argument::Group(group) => Argument::Group(arguments(group)),
    }
}

fn typed<T: Clone>(value: &model::Value<T>) -> Typed<T> {
    match value {
        model::Value::Literal(value) => Typed::Literal(value.clone()),
        model::Value::NamedValue(name) => Typed::NamedValue(name.value.clone()),
    }
}

/// The template as the runtime reads it: parameters in braces.
fn template(template: &model::UriTemplate) -> Words {
    let mut pieces: Vec<Piece> = Vec::new();
    let literal = |pieces: &mut Vec<Piece>, text: &str| match pieces.last_mut() {
        Some(Piece::Literal(last)) => last.push_str(text),
        _ => pieces.push(Piece::Literal(text.to_owned())),
    };
    for piece in &template.pieces {
        match piece {
            TemplatePiece::Literal(text) => literal(&mut pieces, text),
            TemplatePiece::NamedValue(name) => pieces.push(Piece::NamedValue(name.value.clone())),
            TemplatePiece::Expression(written) => pieces.push(Piece::Expression(Box::new(dynamic(written, true)))),
            TemplatePiece::Parameter(name) => literal(&mut pieces, &format!("{{{}}}", name.value)),
        }
    }
    Words(pieces)
}
