//! References: to the schema that one means, from where it stands.

use crate::diagnostic::{Code, Diagnostic};
use crate::openapi::unresolved;
use crate::source::Node;

use super::facets::Facets;
use super::finish::alone;
use super::lower::{Context, Lowering};
use super::repair::Repair;
use super::rule::{Named, Rule};

impl<'n> Lowering<'_, 'n> {
    /// The pointer of the schema that a reference keyword of a schema means; says so where there is none.
    pub(super) fn target(&mut self, node: &Node, keyword: &str, pointer: &str) -> Option<String> {
        let member = node.as_object()?.member(keyword)?;
        let value = &member.value;
        let Some(text) = value.as_str() else {
            self.say(Diagnostic::at(Code::GW0208, value.span, format!("a `{keyword}` is a string")));
            return None;
        };
        let target = match keyword {
            "$recursiveRef" => self.recursive(pointer),
            "$dynamicRef" if self.resources.depends(text) => None,
            _ => Some(self.resources.target(self.resources.base(pointer), text)),
        };
        let Some(target) = target else {
            let message = format!("what this `{keyword}` means depends on the schemas that lead here");
            self.say(Diagnostic::at(Code::GW0311, member.key_span, message).words("it is not checked yet"));
            return None;
        };
        // A schema with an `$id` that was made without thinking of one refers to the document's components all the same.
        let whole = self.resources.target(self.resources.base("#"), text);
        let found = [target, whole].into_iter().find(|target| self.document.node(target).is_some());
        if found.is_none() {
            self.say(unresolved(Code::GW0208, value.span, text).help("every value passes here"));
        }
        found
    }

    /// The schema around a place that calls itself the start of a recursion (draft 2019-09, section 8.2.4.2).
    fn recursive(&self, pointer: &str) -> Option<String> {
        let mut at = pointer;
        loop {
            let marked = self.document.node(at).and_then(|node| node.get("$recursiveAnchor")).and_then(Node::as_bool);
            if marked == Some(true) {
                return Some(at.to_owned());
            }
            at = at.rsplit_once('/')?.0;
        }
    }

    /// The schema that a reference keyword means, and its pointer. Nothing is said of one that leads nowhere.
    pub(super) fn followed(&mut self, node: &Node, keyword: &str, pointer: &str) -> Option<(&'n Node, String)> {
        let silent = self.silence(true);
        let target = self.target(node, keyword, pointer);
        self.silence(silent);
        let target = target?;
        Some((self.document.node(&target)?, target))
    }

    /// Whether what stands beside a `$ref` says nothing, as OpenAPI 3.0.3 section 4.7.23 has it.
    pub(super) fn alone_by_the_letter(&mut self, node: &Node, beside: &Facets) -> bool {
        let composed = ["allOf", "anyOf", "oneOf", "not"].iter().any(|keyword| node.get(keyword).is_some());
        if !self.is_older() || bare(beside) && !composed {
            return false;
        }
        let span = node.as_object().and_then(|object| object.member("$ref")).map_or(node.span, |found| found.key_span);
        !self.repair(Repair::ReferenceSiblings, span, "what stands beside it is asked for too")
    }

    /// Whether the document follows OpenAPI 3.0, whose schemas are a dialect of their own.
    pub(super) fn is_older(&self) -> bool {
        self.document.api.openapi.starts_with("3.0")
    }

    /// The target of a reference: by its name where it stands alone, else met with what stands beside it.
    pub(super) fn reference(&mut self, target: &str, beside: &Facets, context: &Context) -> Facets {
        let Some(node) = self.document.node(target) else { return Facets::default() };
        if bare(beside) && !context.part {
            return Facets { besides: vec![self.named(target)], ..Facets::default() };
        }
        if context.met.iter().any(|met| met == target) {
            // A schema that is met with itself says nothing new.
            return Facets::default();
        }
        let mut context = Context { part: true, ..context.clone() };
        context.met.push(target.to_owned());
        self.facets(node, target, &context)
    }

    /// A schema by its name; it is lowered once, whoever asks for it.
    pub(super) fn named(&mut self, pointer: &str) -> Rule {
        let named = Named(pointer.to_owned());
        if self.seen.insert(named.clone()) {
            self.queue.push(named.clone());
        }
        Rule::Named(named)
    }
}

/// Whether the keywords of a schema ask for nothing.
fn bare(facets: &Facets) -> bool {
    alone(Facets { or_null: false, ..facets.clone() }) == Rule::Any
}
