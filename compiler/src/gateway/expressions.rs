//! Expressions at their places: each is checked once against all operations that its scope's section runs for.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::expression::{
    self, Body as Seen, Declared, Environment, Expected, Expression, Parameter as Known, Type, View,
};
use crate::policy::model::SectionKind;
use crate::schema::{Named, Rule};
use crate::source::Span;

use super::{
    Action, Api, Argument, Attribute, ContentKind, Dynamic, Gateway, Given, Location, Operation, Parameter,
    ParameterKind, Piece, Policy, Presence, Scalar, Sections, Words, pipeline,
};

/// What expressions became, by their places.
type Found = BTreeMap<Key, expression::Typed>;

/// The place of an expression. Texts with escapes have one place, so the text tells them apart.
type Key = (Span, String);

/// An operation with the API that holds it and that API's schemas.
type Placed<'g> = (&'g Api, &'g Operation, &'g BTreeMap<Named, Rule>);

/// An expression with the operations that it runs for, as indices.
struct Reached<'g> {
    written: &'g Expression,
    kind: SectionKind,
    operations: Vec<usize>,
    /// Whether a policy has looked at a token before, in all of them.
    claims: bool,
}

/// Checks every expression of the gateway, and keeps what it became beside what was written.
pub(super) fn check(gateway: &mut Gateway, diagnostics: &mut Diagnostics) {
    let found = typed(gateway, diagnostics);
    let mut keep = |words: &mut Words| {
        for piece in &mut words.0 {
            if let Piece::Expression(dynamic) = piece {
                dynamic.typed = found.get(&key(&dynamic.written)).cloned();
            }
        }
    };
    let mut scope = |sections: &mut Sections| {
        sections.policies_mut().for_each(|policy| each_mut(&mut policy.arguments, &mut keep));
    };
    scope(&mut gateway.policies);
    for api in &mut gateway.apis {
        scope(&mut api.policies);
        api.tags.iter_mut().for_each(|tag| scope(&mut tag.policies));
        api.operations.iter_mut().for_each(|operation| scope(&mut operation.policies));
    }
}

fn typed(gateway: &Gateway, diagnostics: &mut Diagnostics) -> Found {
    let schemas: Vec<BTreeMap<Named, Rule>> = gateway.apis.iter().map(schemas).collect();
    let placed: Vec<Placed<'_>> = gateway
        .apis
        .iter()
        .zip(&schemas)
        .flat_map(|(api, named)| api.operations.iter().map(move |operation| (api, operation, named)))
        .collect();
    let reached = reached(gateway, &placed);
    if reached.is_empty() {
        return Found::new();
    }
    // An error may have come before anything was checked.
    let [checked, unchecked]: [Vec<View<'_>>; 2] =
        [true, false].map(|checked| placed.iter().map(|placed| view(gateway, placed, checked)).collect());
    let none = BTreeMap::<String, Declared>::new();
    let attributes = attributes(gateway);
    let mut found = Found::new();
    for (key, Reached { written, kind, operations, claims }) in reached {
        let views = if kind == SectionKind::OnError { &unchecked } else { &checked };
        let views: Vec<&View<'_>> = operations.iter().filter_map(|index| views.get(*index)).collect();
        let environment = Environment {
            operations: &views,
            response: matches!(kind, SectionKind::Outbound | SectionKind::OnError),
            section: kind.key(),
            claims,
            variables: &none,
            attributes: &attributes,
        };
        match expression::check(written, &environment, Expected::Text) {
            Ok(typed) => drop(found.insert(key, typed)),
            Err(said) => said.into_iter().for_each(|diagnostic| diagnostics.push(diagnostic)),
        }
    }
    found
}

/// Every expression, with the operations that it runs for. What no call comes to, since narrower scopes leave it out, is
/// checked for all operations of its scope.
fn reached<'g>(gateway: &'g Gateway, placed: &[Placed<'g>]) -> BTreeMap<Key, Reached<'g>> {
    let mut reached: BTreeMap<Key, Reached<'g>> = BTreeMap::new();
    let scopes = scopes(gateway);
    let all = || {
        scopes.iter().flat_map(|(sections, holds)| {
            let of = |kind| sections.get(kind).policies().flat_map(written).map(move |written| (kind, written));
            SectionKind::ALL.into_iter().flat_map(of).map(move |(kind, written)| (kind, written, holds))
        })
    };
    for (kind, written, _) in all() {
        reached.entry(key(written)).or_insert(Reached { written, kind, operations: Vec::new(), claims: true });
    }
    if reached.is_empty() {
        return reached;
    }
    for (at, (api, operation, _)) in placed.iter().enumerate() {
        // In the order of a call's life.
        let mut identified = false;
        for kind in SectionKind::ALL {
            for (_, policy) in pipeline(gateway, api, operation, kind) {
                for written in written(policy) {
                    reached.entry(key(written)).and_modify(|reached| {
                        reached.operations.push(at);
                        reached.claims &= identified;
                    });
                }
                identified |= policy.entry.identifies;
            }
        }
    }
    for (_, written, holds) in all() {
        if let Some(unreached) = reached.get_mut(&key(written)).filter(|reached| reached.operations.is_empty()) {
            let operations = placed.iter().enumerate().filter(|(_, placed)| holds(placed));
            unreached.operations = operations.map(|(at, _)| at).collect();
        }
    }
    reached
}

/// Whether a scope is one of an operation's.
type Holds<'g> = Box<dyn Fn(&Placed<'_>) -> bool + 'g>;

/// The sections of every scope, each with which operations it is for.
fn scopes(gateway: &Gateway) -> Vec<(&Sections, Holds<'_>)> {
    let mut scopes: Vec<(&Sections, Holds<'_>)> = vec![(&gateway.policies, Box::new(|_| true))];
    for api in &gateway.apis {
        scopes.push((&api.policies, Box::new(|(held_by, ..)| held_by.name == api.name)));
        for tag in &api.tags {
            let tagged =
                |(held_by, operation, _): &Placed<'_>| held_by.name == api.name && operation.tags.contains(&tag.module);
            scopes.push((&tag.policies, Box::new(tagged)));
        }
        for own in &api.operations {
            let is = |(held_by, operation, _): &Placed<'_>| held_by.name == api.name && operation.id == own.id;
            scopes.push((&own.policies, Box::new(is)));
        }
    }
    scopes
}

fn key(written: &Expression) -> Key {
    (written.span, written.source.clone())
}

fn schemas(api: &Api) -> BTreeMap<Named, Rule> {
    api.schemas.iter().map(|schema| (schema.named.clone(), schema.rule.clone())).collect()
}

/// The expressions in a policy.
fn written(policy: &Policy) -> Vec<&Expression> {
    let mut written = Vec::new();
    each(&policy.arguments, &mut |words| written.extend(dynamics(words).map(|dynamic| &dynamic.written)));
    written
}

fn dynamics(words: &Words) -> impl Iterator<Item = &Dynamic> {
    words.0.iter().filter_map(|piece| match piece {
        Piece::Expression(dynamic) => Some(&**dynamic),
        _ => None,
    })
}

/// Every text among some attributes.
pub(crate) fn each<'g>(arguments: &'g [Given], with: &mut impl FnMut(&'g Words)) {
    for given in arguments {
        match &given.value {
            Argument::Text(words) => with(words),
            Argument::Texts(texts) => texts.iter().for_each(&mut *with),
            Argument::Rows(rows) => rows.iter().for_each(|(_, row)| each(row, with)),
            Argument::Group(group) => each(group, with),
            _ => {}
        }
    }
}

fn each_mut(arguments: &mut [Given], with: &mut impl FnMut(&mut Words)) {
    for given in arguments {
        match &mut given.value {
            Argument::Text(words) => with(words),
            Argument::Texts(texts) => texts.iter_mut().for_each(&mut *with),
            Argument::Rows(rows) => rows.iter_mut().for_each(|(_, row)| each_mut(row, with)),
            Argument::Group(group) => each_mut(group, with),
            _ => {}
        }
    }
}

/// Whether a policy reads the request's body.
pub(crate) fn reads_body(policy: &Policy) -> bool {
    let mut reads = false;
    each(&policy.arguments, &mut |words| {
        let mut typed = dynamics(words).filter_map(|dynamic| dynamic.typed.as_ref());
        reads |= typed.any(|typed| !typed.reads.body.is_empty());
    });
    reads
}

/// What subscriptions may say of themselves; where they don't, and where there is none, the default holds.
fn attributes(gateway: &Gateway) -> BTreeMap<String, Declared> {
    let declared = |attribute: &Attribute| {
        let ty = match attribute.default {
            Scalar::Integer(_) => Type::Int,
            Scalar::Float(_) => Type::Double,
            Scalar::Boolean(_) => Type::Boolean,
            Scalar::String(_) => Type::String,
        };
        (attribute.name.clone(), Declared { ty, certain: true, span: attribute.span })
    };
    gateway.settings.attributes.iter().map(declared).collect()
}

fn view<'g>(gateway: &Gateway, (api, operation, named): &Placed<'g>, checked: bool) -> View<'g> {
    let parameters = operation.parameters.iter().filter(|one| matches!(one.location, Location::Path | Location::Query));
    View {
        id: &operation.id,
        span: operation.places.operation,
        parameters: parameters.map(|one| parameter(one, operation, named, checked)).collect(),
        body: body(api, operation, checked),
        named,
        subscribed: api.subscription.required && !gateway.opens(api) && checked,
    }
}

fn parameter<'g>(
    parameter: &'g Parameter,
    operation: &Operation,
    named: &BTreeMap<Named, Rule>,
    checked: bool,
) -> Known<'g> {
    let ty = match &parameter.kind {
        ParameterKind::Number(number) if number.integer => Type::Int,
        ParameterKind::Number(_) => Type::Double,
        ParameterKind::Boolean => Type::Boolean,
        ParameterKind::Checked { rule, .. } => match expression::type_of(rule, named) {
            ty @ (Type::Int | Type::Double | Type::Boolean) => ty,
            _ => Type::String,
        },
        _ => Type::String,
    };
    let certain = checked && !matches!(parameter.presence, Presence::Optional);
    Known { name: &parameter.name, ty, certain, span: operation.places.operation }
}

fn body<'g>(api: &Api, operation: &'g Operation, checked: bool) -> Seen<'g> {
    let contents = &operation.body.contents;
    if contents.is_empty() {
        // A synthesized operation takes any body.
        return if operation.method == "*" { Seen::Any } else { Seen::None };
    }
    let json = contents.iter().find_map(|content| match &content.kind {
        ContentKind::Json(rule) | ContentKind::Range(rule) => {
            Some((rule, matches!(content.kind, ContentKind::Json(_))))
        }
        _ => None,
    });
    match json {
        Some((rule, always)) => Seen::Json {
            rule,
            certain: checked
                && always
                && contents.len() == 1
                && operation.body.required
                && api.validate == Action::Prevent,
            span: operation.places.body,
        },
        None if contents.iter().any(|content| content.kind == ContentKind::Unread) => Seen::Any,
        None => Seen::None,
    }
}
