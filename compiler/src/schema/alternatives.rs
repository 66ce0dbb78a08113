//! `oneOf`, `anyOf` and `discriminator` to one rule.

use crate::diagnostic::Code;
use crate::openapi::{child, normal, unresolved};
use crate::source::Node;

use super::finish::{alone, nullable};
use super::keywords;
use super::lower::{Context, Lowering};
use super::peek::{Look, Peek};
use super::repair::Repair;
use super::rule::{ByMember, Named, Rule};
use super::union::{Branch, Union, decide};

impl<'n> Lowering<'_, 'n> {
    pub(super) fn union(
        &mut self,
        keyword: &'static str,
        node: &'n Node,
        branches: &'n [Node],
        pointer: &str,
        context: &Context,
    ) -> Rule {
        let declared = self.declared_around(node, context);
        let inner = Context { declared, met: context.met.clone(), part: false };
        let lowered = branches.iter().enumerate().map(|(index, branch)| {
            let at = child(pointer, &index.to_string());
            let mut peek = self.peek(branch, &at, false);
            self.forget_read_only(&mut peek, &inner);
            Branch { peek, rule: self.rule(branch, &at, &inner) }
        });
        let lowered: Vec<Branch> = lowered.collect();
        let hint = node.get("discriminator").and_then(|found| found.get("propertyName")).and_then(Node::as_str);
        if let Some(rule) = self.mapped(node, keyword, hint) {
            return rule;
        }
        let union = Union {
            keyword,
            hint,
            open: self.options.open_unions,
            lenient: self.options.repairs.has(Repair::OverlappingOneOf),
        };
        let guessed = self.guessed(&union, node, branches, pointer, &lowered, &inner);
        let (rule, tried) = guessed.unwrap_or_else(|| decide(&union, lowered.clone()));
        if let Some(name) = hint.filter(|_| tried)
            && let Some(rule) = self.by_names(keyword, name, branches, &lowered)
        {
            return rule;
        }
        if !tried || keyword != "oneOf" {
            return rule;
        }
        let span =
            node.as_object().and_then(|object| object.member(keyword)).map_or(node.span, |member| member.key_span);
        if self.repair(Repair::OverlappingOneOf, span, "nothing tells these branches apart; one that fits is enough") {
            at_least_one(rule)
        } else {
            rule
        }
    }

    /// The decision of a union some of whose branches describe members and name no type, if that makes a difference.
    fn guessed(
        &mut self,
        union: &Union<'_>,
        node: &'n Node,
        branches: &'n [Node],
        pointer: &str,
        lowered: &[Branch],
        inner: &Context,
    ) -> Option<(Rule, bool)> {
        let mut peeks: Vec<Peek> = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            let mut peek = self.peek(branch, &child(pointer, &index.to_string()), true);
            self.forget_read_only(&mut peek, inner);
            peeks.push(peek);
        }
        if peeks.iter().zip(lowered).all(|(guess, branch)| guess.types == branch.peek.types) {
            return None;
        }
        let guesses = peeks.into_iter().zip(lowered).map(|(peek, branch)| Branch { peek, rule: branch.rule.clone() });
        let guess = decide(union, guesses.collect());
        if guess.0 == decide(union, lowered.to_vec()).0 {
            return None;
        }
        let span =
            node.as_object().and_then(|object| object.member(union.keyword)).map_or(node.span, |found| found.key_span);
        self.repair(Repair::UntypedBranch, span, "branches that describe members take objects alone").then_some(guess)
    }

    /// A union whose `discriminator` maps values to schemas decides by them.
    pub(super) fn mapped(&mut self, node: &'n Node, keyword: &'static str, hint: Option<&str>) -> Option<Rule> {
        let mapping = node.get("discriminator")?.get("mapping")?.as_object().filter(|mapping| !mapping.is_empty())?;
        let mut branches: Vec<(String, Rule)> = Vec::new();
        for member in mapping.sorted() {
            let text = member.value.as_str().unwrap_or_default();
            let target = if text.contains(['#', '/']) { normal(text) } else { child("#/components/schemas", text) };
            if self.document.node(&target).is_some() {
                branches.push((member.key.to_string(), self.named(&target)));
            } else {
                let words = format!("objects with `{}` are refused", member.key);
                self.say(unresolved(Code::GW0208, member.value.span, text).help(words));
            }
        }
        let (name, open) = (hint?.to_owned(), self.options.open_unions);
        Some(Rule::ByMember(Box::new(ByMember { keyword, name, branches, absent: None, open })))
    }

    /// A schema with a discriminator and no union of its own stands for its descendants (OpenAPI 3.1 section 4.8.25.2).
    pub(super) fn descendants(&mut self, node: &'n Node, pointer: &str) -> Option<Rule> {
        if node.get("oneOf").is_some() || node.get("anyOf").is_some() {
            return None;
        }
        let name = node.get("discriminator")?.get("propertyName")?.as_str()?;
        let mapped = self.mapped(node, "discriminator", Some(name));
        let Rule::ByMember(mut rule) = mapped.or_else(|| self.implied(node, pointer, name))? else { return None };
        // A value may map to the base itself, which is then met as it stands.
        let part = Context { part: true, met: vec![pointer.to_owned()], ..Context::default() };
        let mut own = self.facets(node, pointer, &part);
        self.drop_read_only(node, &mut own, &part);
        let own = alone(own);
        for (_, branch) in &mut rule.branches {
            if matches!(&*branch, Rule::Named(Named { pointer: own, .. }) if own == pointer) {
                *branch = own.clone();
            }
        }
        rule.absent = Some(own);
        let rule = Rule::ByMember(rule);
        Some(if keywords::is_nullable(node) { nullable(rule) } else { rule })
    }

    pub(super) fn peek(&self, node: &'n Node, pointer: &str, guess: bool) -> Peek {
        let answers = self.read_only_is_for_answers();
        Look::new(self.document, &self.resources, guess, answers).at(node, pointer)
    }
}

/// `oneOf` read as `anyOf`.
fn at_least_one(rule: Rule) -> Rule {
    match rule {
        Rule::OneOf(branches) => Rule::AnyOf(branches),
        Rule::Nullable(inner) => Rule::Nullable(Box::new(at_least_one(*inner))),
        Rule::ByType(mut by_type) => {
            for slot in [
                &mut by_type.boolean,
                &mut by_type.number,
                &mut by_type.string,
                &mut by_type.array,
                &mut by_type.object,
            ] {
                *slot = slot.take().map(at_least_one);
            }
            Rule::ByType(by_type)
        }
        rule => rule,
    }
}
