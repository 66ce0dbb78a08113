//! Operations as expressions see them.

use std::collections::BTreeMap;

use crate::expression::{self, Body as Seen, Parameter as Known, Type, View};
use crate::gateway::{Action, Api, ContentKind, Gateway, Location, Operation, Parameter, ParameterKind, Presence};
use crate::schema::{Named, Rule};

use super::Placed;

/// An operation; `checked` tells whether its parameters and its body were checked before.
pub(super) fn view<'g>(gateway: &Gateway, (api, operation, named): &Placed<'g>, checked: bool) -> View<'g> {
    let parameters = operation.parameters.iter().filter(|one| matches!(one.location, Location::Path | Location::Query));
    View {
        id: &operation.id,
        span: operation.places.operation,
        parameters: parameters.map(|one| parameter(one, operation, named, checked)).collect(),
        body: body(api, operation, checked),
        answer: operation.answered.as_deref(),
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
