//! Policies that hold others: `choose`, whose conditions have policies below them, loops and fragments.

use super::Reader;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::policy::catalogue::{Entry, WHEN};
use crate::policy::format;
use crate::policy::model::{Arguments, Branch, Given, Policy, SectionKind, Spanned};
use crate::source::{Member, Node, Span};

impl Reader<'_> {
    /// `[ { when: ..., do: [...] }, { otherwise: [...] } ]`
    pub(super) fn branches(&mut self, node: &Node, kind: SectionKind) -> Option<Vec<Branch>> {
        let items = self.items(node, "`choose`")?;
        if items.is_empty() {
            let help = "write `[ { when: \"${...}\", do: [...] }, { otherwise: [...] } ]`";
            self.invalid(node.span, "`choose` has nothing to choose from", help);
        }
        let mut branches = Vec::new();
        let mut left: Option<Span> = None;
        for item in items {
            let fields = self.fields(item, &format::BRANCH)?;
            if let Some(first) = left {
                let message = "a branch behind `otherwise` never runs";
                let diagnostic = Diagnostic::at(Code::GW0521, item.span, message).label(first, "it takes what is left");
                self.say(diagnostic.help("move it in front of `otherwise`"));
            }
            let (when, policies) = match fields.member("otherwise") {
                Some(otherwise) => {
                    for wrong in ["when", "do"].iter().filter_map(|key| fields.member(key)) {
                        self.contradiction(wrong, otherwise, "it runs where no condition holds");
                    }
                    left = Some(otherwise.key_span);
                    (None, &otherwise.value)
                }
                None => {
                    let when = fields.require(self, "when", "write `when: \"${...}\"`, or `otherwise: [...]`");
                    let policies = fields.require(self, "do", "write `do: [...]`");
                    let (when, policies) = (when?, policies?);
                    let value = self.argument(&WHEN, WHEN.name, "choose", when)?;
                    let key = Spanned::new(WHEN.name, when.span);
                    (Some(Given { attribute: &WHEN, key, value }), policies)
                }
            };
            let policies = self.items(policies, "policies").unwrap_or_default();
            branches.push(Branch { when, policies: self.nested(policies, kind, "below a condition") });
        }
        Some(branches)
    }

    /// The policies that a policy stands around, if it does.
    pub(super) fn wrapped(&mut self, entry: &Entry, node: &Node, kind: SectionKind) -> Option<Branch> {
        let below = node.get("do").filter(|_| entry.wraps)?;
        let items = self.items(below, "`do`")?;
        if items.is_empty() {
            let help = "list at least one policy, or leave `do` out";
            self.invalid(below.span, format!("`{}` stands around nothing", entry.name), help);
        }
        Some(Branch { when: None, policies: self.nested(items, kind, "below another policy") })
    }

    /// What a loop repeats, as a branch with its condition, and its other attributes.
    pub(super) fn repeated(
        &mut self,
        entry: &'static Entry,
        member: &Member,
        kind: SectionKind,
        mut arguments: Arguments,
    ) -> Option<(Arguments, Vec<Branch>)> {
        if let Some(outer) = self.open_loop {
            let message = format!("`{}` can't stand in a loop", entry.name);
            let diagnostic = Diagnostic::at(Code::GW0415, member.key_span, message).label(outer, "the loop");
            self.say(diagnostic.help("take one of the two out: each attempt of the outer one would be several"));
            return None;
        }
        self.open_loop = Some(member.key_span);
        let policies = match member.value.get("do") {
            Some(node) => self.items(node, "`do`").map(|items| self.nested(items, kind, "in a loop")),
            None => Some(Vec::new()),
        };
        self.open_loop = None;
        let at = arguments.given.iter().position(|given| entry.attributes.first() == Some(given.attribute))?;
        let when = Some(arguments.given.remove(at));
        Some((arguments, vec![Branch { when, policies: policies? }]))
    }

    /// Policies that stand within another one; `within` is where.
    fn nested(&mut self, items: &[Node], kind: SectionKind, within: &'static str) -> Vec<Policy> {
        let outer = self.within.replace(within);
        let policies = self.policies(items, kind);
        self.within = outer;
        policies
    }

    /// The policies of the fragment of this name, as they stand in a section.
    pub(super) fn fragment(&mut self, name: &Spanned<String>, kind: SectionKind) -> Option<Vec<Branch>> {
        let Some(node) = self.fragments.get(&name.value).cloned() else {
            let help = match did_you_mean(&name.value, self.fragments.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "declare it under `fragments`".to_owned(),
            };
            let message = format!("there is no fragment `{}`", name.value);
            self.say(Diagnostic::at(Code::GW0428, name.span, message).help(help));
            return None;
        };
        if self.open_fragments.contains(&name.value) {
            let message = format!("the fragment `{}` includes itself", name.value);
            self.say(Diagnostic::at(Code::GW0428, name.span, message).help("take it out of itself"));
            return None;
        }
        self.used_fragments.insert(name.value.clone());
        self.open_fragments.push(name.value.clone());
        let items = self.items(&node, "a fragment").unwrap_or_default();
        // A counter in it is one, wherever it is included.
        let outer = std::mem::take(&mut self.places);
        let policies = self.nested(items, kind, "in a fragment");
        self.places = outer;
        self.open_fragments.pop();
        Some(vec![Branch { when: None, policies }])
    }

    /// `fragments`: their policies are read where they are included, since that decides what may stand in them.
    pub(super) fn fragments(&mut self, node: &Node) {
        let Some(object) = self.object(node, "`fragments`") else { return };
        for Member { key, key_span, value } in object.iter() {
            if self.name(key, *key_span, "a fragment").is_some() && self.items(value, "a fragment").is_some() {
                self.fragments.insert(key.to_string(), value.clone());
                self.fragment_places.insert(key.to_string(), *key_span);
            }
        }
    }

    /// Says which fragments nothing includes.
    pub(super) fn unused_fragments(&mut self) {
        let unused = self.fragment_places.iter().filter(|(name, _)| !self.used_fragments.contains(*name));
        for (name, span) in unused.map(|(name, span)| (name.clone(), *span)).collect::<Vec<_>>() {
            let message = format!("nothing includes the fragment `{name}`");
            let help = format!("remove it, or write `include-fragment: {name}` among policies");
            self.say(Diagnostic::at(Code::GW0428, span, message).help(help));
        }
    }
}
