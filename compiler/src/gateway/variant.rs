//! Operations that share one route: a call is right if it is right for any of them.

use crate::schema::{Rule, Text};

use super::{Body, Location, Parameter, ParameterKind, Presence};

/// The parameters of an operation, as far as all that share its route agree on them. In a path they are known by their
/// order, elsewhere by their names.
pub(super) fn parameters(own: Vec<Parameter>, others: &[Vec<Parameter>]) -> Vec<Parameter> {
    let mut position = 0;
    let agreed = |mut parameter: Parameter| {
        if parameter.location == Location::Path {
            let same = |other: &Vec<Parameter>| {
                let mut path = other.iter().filter(|other| other.location == Location::Path);
                path.nth(position).is_some_and(|other| other.kind == parameter.kind)
            };
            if !others.iter().all(same) {
                parameter.kind = ParameterKind::Text(Text::default());
                parameter.presence = Presence::Required;
            }
            position += 1;
            return Some(parameter);
        }
        for other in others {
            let same =
                other.iter().find(|other| (other.location, &other.name) == (parameter.location, &parameter.name));
            if same.is_some_and(|same| same.kind != parameter.kind) {
                return None;
            }
            if same.is_none_or(|same| !matches!(same.presence, Presence::Required))
                && matches!(parameter.presence, Presence::Required)
            {
                parameter.presence = Presence::Optional;
            }
        }
        Some(parameter)
    };
    own.into_iter().filter_map(agreed).collect()
}

/// The body that any of several operations takes: none of them is asked for what another doesn't ask for.
pub(super) fn body(bodies: impl IntoIterator<Item = Body>) -> Body {
    bodies.into_iter().reduce(either).unwrap_or(Body::None)
}

fn either(one: Body, other: Body) -> Body {
    match (one, other) {
        (
            Body::Json { required, mut media_types, rule },
            Body::Json { required: also, media_types: more, rule: or },
        ) => {
            media_types.extend(more);
            media_types.sort();
            media_types.dedup();
            Body::Json { required: required && also, media_types, rule: either_rule(rule, or) }
        }
        (Body::None, _) | (_, Body::None) => Body::None,
        _ => Body::Unread { required: false, media_types: Vec::new() },
    }
}

fn either_rule(one: Rule, other: Rule) -> Rule {
    match (one, other) {
        (one, other) if one == other => one,
        (Rule::Any, _) | (_, Rule::Any) => Rule::Any,
        (Rule::AnyOf(mut rules), other) => {
            if !rules.contains(&other) {
                rules.push(other);
            }
            Rule::AnyOf(rules)
        }
        (one, other) => Rule::AnyOf(vec![one, other]),
    }
}
