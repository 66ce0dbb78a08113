//! `readOnly`: members that the service sets. What is lowered here is asked of requests, so they are not asked for.

use std::collections::BTreeSet;

use crate::source::Node;

use super::facets::Facets;
use super::lower::{Context, Lowering};
use super::peek::Peek;
use super::repair::Repair;

impl<'n> Lowering<'_, 'n> {
    /// Whether a member is marked as one that only the service sets, here or by what its schema is composed of.
    pub(super) fn is_read_only(&self, node: &'n Node) -> bool {
        let mut parts = vec![node];
        let mut followed = BTreeSet::new();
        while let Some(part) = parts.pop() {
            let Some(object) = part.as_object() else { continue };
            if object.get("readOnly").and_then(Node::as_bool) == Some(true) {
                return true;
            }
            let reference = object.get("$ref").and_then(Node::as_str).filter(|text| followed.insert(*text));
            parts.extend(reference.and_then(|text| self.document.node(text)));
            parts.extend(object.get("allOf").and_then(Node::as_array).unwrap_or_default());
        }
        false
    }

    /// Whether requests need not have the required members that are read-only: so OpenAPI 3.0 says (Schema Object, fixed
    /// fields), while in JSON Schema the mark says nothing of `required`.
    pub(super) fn read_only_is_for_answers(&self) -> bool {
        self.is_older() || self.options.repairs.has(Repair::ReadOnlyRequired)
    }

    /// Required members that are read-only by a schema around a branch tell nothing of the branch.
    pub(super) fn forget_read_only(&self, peek: &mut Peek, context: &Context) {
        if self.read_only_is_for_answers() {
            peek.required.retain(|name| context.declared.get(name) != Some(&true));
        }
    }

    /// Required members that are read-only, by this schema or by one around it.
    pub(super) fn drop_read_only(&mut self, node: &Node, facets: &mut Facets, context: &Context) {
        let is_read_only =
            |name: &&String| facets.read_only.contains(*name) || context.declared.get(*name) == Some(&true);
        let required: BTreeSet<String> = facets.required.iter().filter(is_read_only).cloned().collect();
        for name in required {
            let words = format!("only the service sets `{name}`, so it is not asked for");
            if self.is_older() || self.repair(Repair::ReadOnlyRequired, required_at(node, &name), &words) {
                facets.required.remove(&name);
            }
        }
    }
}

/// Where a member is required: in this schema's list, else by something that it is composed of.
pub(super) fn required_at(node: &Node, name: &str) -> crate::source::Span {
    node.get("required").map_or(node.span, |required| {
        let mut items = required.as_array().unwrap_or_default().iter();
        items.find(|item| item.as_str() == Some(name)).map_or(required.span, |item| item.span)
    })
}
