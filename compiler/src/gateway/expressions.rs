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
    Action, Api, Argument, ContentKind, Dynamic, Gateway, Given, Location, Operation, Parameter, ParameterKind, Piece,
    Policy, Presence, Sections, Words,
};

/// What expressions became, by their places: texts with escapes have one place, so the text tells them apart.
type Found = BTreeMap<(Span, String), expression::Typed>;

/// An operation with the API that holds it and that API's schemas.
type Placed<'g> = (&'g Api, &'g Operation, &'g BTreeMap<Named, Rule>);

/// Checks every expression of the gateway, and keeps what it became beside what was written.
pub(super) fn check(gateway: &mut Gateway, diagnostics: &mut Diagnostics) {
    let schemas: Vec<BTreeMap<Named, Rule>> = gateway.apis.iter().map(schemas).collect();
    let mut found = Found::new();
    let all: Vec<Placed<'_>> = gateway.apis.iter().zip(&schemas).flat_map(|(api, named)| placed(api, named)).collect();
    scope(&gateway.policies, &all, &mut found, diagnostics);
    for (api, named) in gateway.apis.iter().zip(&schemas) {
        scope(&api.policies, &placed(api, named), &mut found, diagnostics);
        for operation in &api.operations {
            scope(&operation.policies, &[(api, operation, named)], &mut found, diagnostics);
        }
    }
    let mut keep = |words: &mut Words| {
        for piece in &mut words.0 {
            if let Piece::Expression(dynamic) = piece {
                let key = (dynamic.written.span, dynamic.written.source.clone());
                dynamic.typed = found.get(&key).cloned();
            }
        }
    };
    let scopes = gateway.apis.iter_mut().flat_map(|api| {
        let own = api.operations.iter_mut().map(|operation| &mut operation.policies);
        std::iter::once(&mut api.policies).chain(own)
    });
    for sections in std::iter::once(&mut gateway.policies).chain(scopes) {
        for policy in sections.all_mut() {
            each_mut(&mut policy.arguments, &mut keep);
        }
    }
}

fn schemas(api: &Api) -> BTreeMap<Named, Rule> {
    api.schemas.iter().map(|schema| (Named(schema.pointer.clone()), schema.rule.clone())).collect()
}

fn placed<'g>(api: &'g Api, named: &'g BTreeMap<Named, Rule>) -> Vec<Placed<'g>> {
    api.operations.iter().map(|operation| (api, operation, named)).collect()
}

fn scope(sections: &Sections, operations: &[Placed<'_>], found: &mut Found, diagnostics: &mut Diagnostics) {
    for kind in SectionKind::ALL {
        let mut written = Vec::new();
        for policy in sections.of(kind) {
            each(&policy.arguments, &mut |words| written.extend(dynamics(words)));
        }
        if written.is_empty() {
            continue;
        }
        let views: Vec<View<'_>> = operations.iter().map(|placed| view(placed, kind)).collect();
        let none = BTreeMap::<String, Declared>::new();
        let environment = Environment {
            operations: &views,
            response: matches!(kind, SectionKind::Outbound | SectionKind::OnError),
            section: kind.key(),
            claims: false,
            variables: &none,
            attributes: &none,
        };
        for Dynamic { written, .. } in written {
            one(written, &environment, found, diagnostics);
        }
    }
}

fn one(written: &Expression, environment: &Environment<'_>, found: &mut Found, diagnostics: &mut Diagnostics) {
    match expression::check(written, environment, Expected::Text) {
        Ok(typed) => drop(found.insert((written.span, written.source.clone()), typed)),
        Err(said) => said.into_iter().for_each(|diagnostic| diagnostics.push(diagnostic)),
    }
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
            _ => {}
        }
    }
}

/// Whether one of the policies reads the request's body.
pub(crate) fn reads_body(policies: &[Policy]) -> bool {
    let mut reads = false;
    for policy in policies {
        each(&policy.arguments, &mut |words| {
            let typed = dynamics(words).filter_map(|dynamic| dynamic.typed.as_ref());
            reads |= typed.into_iter().any(|typed| !typed.reads.body.is_empty());
        });
    }
    reads
}

fn view<'g>((api, operation, named): &Placed<'g>, kind: SectionKind) -> View<'g> {
    // An error may have come before anything was checked.
    let checked = kind != SectionKind::OnError;
    let parameters = operation.parameters.iter().filter(|one| matches!(one.location, Location::Path | Location::Query));
    View {
        id: &operation.id,
        span: operation.places.operation,
        parameters: parameters.map(|one| parameter(one, operation, named, checked)).collect(),
        body: body(api, operation, checked),
        named,
        subscribed: api.subscription.required && checked,
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
