//! The edits: merge, append, remove.

use std::collections::BTreeMap;

use super::select::Location;
use super::{Code, Diagnostic, Diagnostics, MAX_DEPTH, Node, Span};
use crate::source::{Kind, Member, Object};

/// How many values all updates of an overlay may bring: copies of copies multiply.
const MAX_BROUGHT: usize = 5_000_000;

/// The value at a location.
pub(super) fn at<'a>(root: &'a Node, location: &[usize]) -> Option<&'a Node> {
    location.iter().try_fold(root, |node, step| match &node.kind {
        Kind::Object(object) => object.iter().as_slice().get(*step).map(|member| &member.value),
        Kind::Array(items) => items.get(*step),
        _ => None,
    })
}

fn at_mut<'a>(root: &'a mut Node, location: &[usize]) -> Option<&'a mut Node> {
    location.iter().try_fold(root, |node, step| match &mut node.kind {
        Kind::Object(object) => object.value_mut(*step),
        Kind::Array(items) => items.get_mut(*step),
        _ => None,
    })
}

/// Brings an update to every location. Inner and later ones come first, so that the steps of the others stay right.
pub(super) fn update(
    root: &mut Node,
    found: &[Location],
    update: &Node,
    target: Span,
    brought: &mut usize,
    diagnostics: &mut Diagnostics,
) {
    let (size, depth) = measure(update);
    *brought = brought.saturating_add(size.saturating_mul(found.len()));
    let deepest = found.iter().map(|location| location.len()).max().unwrap_or(0);
    if deepest + depth + 1 > MAX_DEPTH || *brought > MAX_BROUGHT {
        diagnostics.push(
            Diagnostic::at(Code::GW0118, target, "the document would become too deep or too large by this action")
                .label(update.span, "this is brought to each selected value"),
        );
        return;
    }
    for location in found.iter().rev() {
        let Some(node) = at_mut(root, location) else { continue };
        match (&mut node.kind, &update.kind) {
            (Kind::Object(_), Kind::Object(_)) => merge(node, update.clone()),
            (Kind::Array(items), _) => items.push(update.clone()),
            (Kind::Object(_), _) | (_, Kind::Object(_) | Kind::Array(_)) => {
                diagnostics.push(
                    Diagnostic::at(
                        Code::GW0118,
                        target,
                        format!("{} is no update for {}", update.kind_name(), node.kind_name()),
                    )
                    .words("this selects what stands at the other place")
                    .label(node.span, "selected")
                    .label(update.span, "the update"),
                );
                return;
            }
            _ => *node = update.clone(),
        }
    }
}

/// Objects merge by key, arrays are joined, and anything else is replaced.
fn merge(old: &mut Node, new: Node) {
    match (&mut old.kind, new.kind) {
        (Kind::Object(into), Kind::Object(from)) => {
            let mut members = std::mem::take(into).into_members();
            let known: BTreeMap<Box<str>, usize> =
                members.iter().enumerate().map(|(at, member)| (member.key.clone(), at)).collect();
            for member in from.into_members() {
                match known.get(&member.key).and_then(|at| members.get_mut(*at)) {
                    Some(Member { value, .. }) => merge(value, member.value),
                    None => members.push(member),
                }
            }
            *into = Object::new(members);
        }
        (Kind::Array(into), Kind::Array(from)) => into.extend(from),
        (_, kind) => *old = Node { span: new.span, kind },
    }
}

/// Removes every location from what holds it.
pub(super) fn remove(root: &mut Node, found: &[Location], target: Span) -> Result<(), Box<Diagnostic>> {
    let mut by_parent: BTreeMap<&[usize], Vec<usize>> = BTreeMap::new();
    for location in found {
        let Some((last, parent)) = location.split_last() else {
            return Err(Diagnostic::at(Code::GW0118, target, "the root of a document cannot be removed").into());
        };
        by_parent.entry(parent).or_default().push(*last);
    }
    // Inner and later parents first, so that the steps of the others stay right.
    for (parent, mut steps) in by_parent.into_iter().rev() {
        steps.sort_unstable();
        let mut position = 0..;
        let mut stays = || position.next().is_some_and(|at: usize| steps.binary_search(&at).is_err());
        match at_mut(root, parent).map(|node| &mut node.kind) {
            Some(Kind::Object(object)) => {
                let members = std::mem::take(object).into_members();
                *object = Object::new(members.into_iter().filter(|_| stays()).collect());
            }
            Some(Kind::Array(items)) => items.retain(|_| stays()),
            _ => {}
        }
    }
    Ok(())
}

/// How many values there are, and how many levels.
fn measure(node: &Node) -> (usize, usize) {
    let children: Vec<&Node> = match &node.kind {
        Kind::Array(items) => items.iter().collect(),
        Kind::Object(object) => object.iter().map(|member| &member.value).collect(),
        _ => return (1, 0),
    };
    children.into_iter().map(measure).fold((1, 1), |(size, depth), (more, below)| (size + more, depth.max(below + 1)))
}
