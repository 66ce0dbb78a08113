//! References: to the schema that one means, from where it stands.

use crate::diagnostic::{Code, Diagnostic};
use crate::openapi::unresolved;
use crate::source::Node;

use super::facets::Facets;
use super::finish::alone;
use super::lower::{Context, Lowering};
use super::repair::Repair;
use super::rule::{Named, Rule, Way};

/// How many ways through dynamic anchors are told apart; each may mean every schema once more.
const WAYS: usize = 256;

impl<'n> Lowering<'_, 'n> {
    /// The pointer of the schema that a reference keyword of a schema means; says so where there is none.
    pub(super) fn target(&mut self, node: &Node, keyword: &str, pointer: &str) -> Option<String> {
        let member = node.as_object()?.member(keyword)?;
        let value = &member.value;
        let Some(text) = value.as_str() else {
            self.say(Diagnostic::at(Code::GW0208, value.span, format!("a `{keyword}` is a string")));
            return None;
        };
        let plain = self.resources.target(self.resources.base(pointer), text);
        let target = match keyword {
            "$recursiveRef" => self.recursive(pointer).unwrap_or(plain),
            "$dynamicRef" => self.dynamic(plain, text),
            _ => plain,
        };
        // A schema with an `$id` that was made without thinking of one refers to the document's components all the same.
        let whole = self.resources.target(self.resources.base("#"), text);
        let found = [target, whole].into_iter().find(|target| self.document.node(target).is_some());
        if found.is_none() {
            let anchor = text.split_once('#').map(|(_, anchor)| anchor);
            self.say(match anchor.filter(|anchor| !anchor.is_empty() && !anchor.contains('/')) {
                Some(anchor) => Diagnostic::at(Code::GW0208, value.span, format!("there is no anchor `{anchor}`"))
                    .words("no schema has it")
                    .help("give one of them that `$anchor` or `$dynamicAnchor`; until then every value passes here"),
                None => unresolved(Code::GW0208, value.span, text).help("every value passes here"),
            });
        }
        found
    }

    /// What a dynamic reference means whose anchor stands at `first`: the first schema of the way here that has a dynamic
    /// anchor of this name, if the one at `first` is dynamic (JSON Schema Core section 8.2.3.2).
    fn dynamic(&self, first: String, reference: &str) -> String {
        let name = reference.split_once('#').map_or("", |(_, name)| name);
        let anchor = self.document.node(&first).and_then(|node| node.get("$dynamicAnchor")).and_then(Node::as_str);
        let on_the_way = self.way.get(name).filter(|_| anchor == Some(name));
        on_the_way.cloned().unwrap_or(first)
    }

    /// Whether a way is one of those that are told apart.
    fn may_go(&mut self, way: &Way) -> bool {
        way.is_empty() || self.ways.contains(way) || self.ways.len() < WAYS && self.ways.insert(way.clone())
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
        if !self.may_meet(node.span) {
            return Facets::default();
        }
        let mut context = Context { part: true, ..context.clone() };
        context.met.push(target.to_owned());
        self.facets(node, target, &context)
    }

    /// A schema by its name; it is lowered once, whoever asks for it.
    pub(super) fn named(&mut self, pointer: &str) -> Rule {
        let way = self.resources.entered(&self.way, pointer);
        if !self.may_go(&way) {
            let message =
                format!("more than {WAYS} ways lead through dynamic anchors to this schema and those before it");
            let span = self.document.key_span(pointer);
            self.say(Diagnostic::at(Code::GW0311, span, message).words("by some of them it is not checked"));
            return Rule::Any;
        }
        let named = Named { pointer: pointer.to_owned(), way };
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
