//! Operations that share one route: a call is right if it is right for any of them.

use crate::schema::{Rule, Text};

use super::{Body, Content, ContentKind, Location, Parameter, ParameterKind, Presence};

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
    bodies.into_iter().reduce(either).unwrap_or_default()
}

fn either(one: Body, other: Body) -> Body {
    if one.contents.is_empty() || other.contents.is_empty() {
        return Body::default();
    }
    let mut contents = one.contents;
    for content in other.contents {
        match contents.iter_mut().find(|known| known.media_type == content.media_type) {
            Some(known) => {
                known.kind = either_kind(std::mem::replace(&mut known.kind, ContentKind::Unread), content.kind)
            }
            None => contents.push(content),
        }
    }
    contents.sort_by(|a: &Content, b| a.media_type.cmp(&b.media_type));
    Body { required: one.required && other.required, contents }
}

/// JSON follows either of two schemas; forms are checked where they are the same.
fn either_kind(one: ContentKind, other: ContentKind) -> ContentKind {
    match (one, other) {
        (one, other) if one == other => one,
        (ContentKind::Json(one), ContentKind::Json(other)) => ContentKind::Json(either_rule(one, other)),
        _ => ContentKind::Unread,
    }
}

fn either_rule(one: Rule, other: Rule) -> Rule {
    match (one, other) {
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
