//! Operations as expressions see them.

use std::collections::BTreeMap;

use crate::expression::{self, Body as Seen, Parameter as Known, Type, View};
use crate::gateway::{Action, Api, ContentKind, Gateway, Location, Operation, Parameter, ParameterKind, Presence};
use crate::schema::{Named, Rule};

use super::Placed;
use super::trust::Trust;

/// An operation; `trust` tells what of its parameters and its body was checked before; none where nothing may have been.
pub(super) fn view<'g>(gateway: &Gateway, (api, operation, named): &Placed<'g>, trust: Option<&Trust<'_>>) -> View<'g> {
    let parameters = operation.parameters.iter().filter(|one| matches!(one.location, Location::Path | Location::Query));
    View {
        id: &operation.id,
        span: operation.places.operation,
        parameters: parameters.map(|one| parameter(one, operation, named, trust)).collect(),
        body: body(api, operation, trust.is_some_and(Trust::body)),
        answer: operation.answered.as_deref(),
        named,
        subscribed: api.subscription.required && !gateway.opens(api) && trust.is_some(),
    }
}

fn parameter<'g>(
    parameter: &'g Parameter,
    operation: &Operation,
    named: &BTreeMap<Named, Rule>,
    trust: Option<&Trust<'_>>,
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
    let certain = trust.is_some_and(|trust| match parameter.presence {
        Presence::Optional => false,
        Presence::Required => parameter.location == Location::Path || trust.refuses(&parameter.name),
        Presence::Default(_) | Presence::Filled(_) => trust.filled(),
    });
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
