//! Nodes that stand for what was written in other words elsewhere, each with the place of those words.

use crate::source::{Kind, Member, Node, Object, Span};

pub(super) fn member(key: &str, key_span: Span, value: Node) -> Member {
    Member { key: key.into(), key_span, value }
}

/// An object of members with distinct keys.
pub(super) fn object(span: Span, members: Vec<Member>) -> Node {
    Node { span, kind: Kind::Object(Object::new(members)) }
}

pub(super) fn text(text: &str, span: Span) -> Node {
    Node { span, kind: Kind::String(text.into()) }
}

pub(super) fn truth(value: bool, span: Span) -> Node {
    Node { span, kind: Kind::Bool(value) }
}

pub(super) fn array(span: Span, items: Vec<Node>) -> Node {
    Node { span, kind: Kind::Array(items) }
}

/// An object with each value changed; anything else as it is.
pub(super) fn map<'n>(node: &'n Node, mut change: impl FnMut(&'n Node) -> Node) -> Node {
    let Some(found) = node.as_object() else { return node.clone() };
    let members = found.iter().map(|member| Member { value: change(&member.value), ..member.clone() });
    object(node.span, members.collect())
}

/// The members of an object but for those with one of these keys.
pub(super) fn without(node: &Node, keys: &[&str]) -> Vec<Member> {
    let members = node.as_object().into_iter().flat_map(Object::iter);
    members.filter(|member| !keys.contains(&&*member.key)).cloned().collect()
}

/// The members of an object with one of these keys.
pub(super) fn only(node: &Node, keys: &[&str]) -> Vec<Member> {
    let members = node.as_object().into_iter().flat_map(Object::iter);
    members.filter(|member| keys.contains(&&*member.key)).cloned().collect()
}
