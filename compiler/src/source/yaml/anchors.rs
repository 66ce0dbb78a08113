//! Anchors, aliases and merge keys, with a bound on what they multiply to.

use std::collections::HashMap;

use super::Problem;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Kind, MAX_DEPTH, Member, Node, Object, Span};

/// How much may be copied in one file: a value counts one, and one more for each 64 bytes of text.
const MAX_COPIED: usize = 2_000_000;

#[derive(Default)]
pub(super) struct Anchors {
    kept: HashMap<usize, Kept>,
    copied: usize,
}

struct Kept {
    node: Node,
    size: usize,
    depth: usize,
}

impl Anchors {
    /// Keeps a value for its aliases. That is a copy too, so that nested anchors count.
    pub(super) fn keep(&mut self, anchor: usize, node: &Node) -> Result<(), Problem> {
        let (size, depth) = measure(node);
        self.count(size, node.span)?;
        self.kept.insert(anchor, Kept { node: node.clone(), size, depth });
        Ok(())
    }

    /// The value of an alias that stands below `level` open collections.
    pub(super) fn copy(&mut self, anchor: usize, alias: Span, level: usize) -> Result<Node, Problem> {
        let Some(Kept { size, depth, .. }) = self.kept.get(&anchor) else {
            return Err(Diagnostic::at(Code::GW0110, alias, "an alias inside the value that it stands for")
                .help("YAML can write a value that contains itself; JSON cannot")
                .into());
        };
        if level + depth > MAX_DEPTH {
            return Err(crate::source::too_deep(alias).into());
        }
        self.count(*size, alias)?;
        match self.kept.get(&anchor) {
            Some(kept) => Ok(kept.node.clone()),
            None => Ok(Node { span: alias, kind: Kind::Null }),
        }
    }

    fn count(&mut self, size: usize, span: Span) -> Result<(), Problem> {
        self.copied = self.copied.saturating_add(size);
        if self.copied > MAX_COPIED {
            return Err(Diagnostic::at(Code::GW0110, span, "anchors and aliases multiply beyond two million values")
                .help("write the values out, or refer to them by $ref")
                .into());
        }
        Ok(())
    }
}

/// What a copy costs, and how many levels the value has (a scalar has none).
fn measure(node: &Node) -> (usize, usize) {
    let (mut size, mut depth) = (1, 0);
    let mut add = |child: &Node| {
        let (more, below) = measure(child);
        size += more;
        depth = depth.max(below);
    };
    match &node.kind {
        Kind::Null | Kind::Bool(_) => return (1, 0),
        Kind::Number(text) | Kind::String(text) => return (1 + text.len() / 64, 0),
        Kind::Array(items) => items.iter().for_each(&mut add),
        Kind::Object(object) => object.iter().for_each(|member| add(&member.value)),
    }
    let keys = node.as_object().map_or(0, |object| object.iter().map(|member| member.key.len() / 64).sum());
    (size + keys, depth + 1)
}

/// Adds what `<<` brings: keys that the mapping has itself win, and earlier mappings of a list win over later ones.
pub(super) fn merge(object: Object, merged: Option<(Span, Node)>, diagnostics: &mut Diagnostics) -> Object {
    let Some((key_span, value)) = merged else { return object };
    let sources = match value.kind {
        Kind::Array(items) => items,
        kind => vec![Node { span: value.span, kind }],
    };
    let mut members = object.into_members();
    for source in sources {
        match source.kind {
            Kind::Object(object) => members.extend(object.into_members()),
            _ => diagnostics.push(
                Diagnostic::at(Code::GW0114, key_span, format!("a mapping is expected, not {}", source.kind_name()))
                    .label(source.span, "this is merged")
                    .help("quote the key if it is meant as a text"),
            ),
        }
    }
    first_of_each(members)
}

fn first_of_each(members: Vec<Member>) -> Object {
    Object::distinct(members).0
}
