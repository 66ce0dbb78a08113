//! `policies`: the four sections of a scope and the policies in them.

use std::collections::BTreeMap;
use std::fmt;

use super::Reader;
use super::arguments::Written;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::policy::catalogue::{self, Entry, Form, Sets};
use crate::policy::format;
use crate::policy::model::{Arguments, Policy, Section, SectionKind, Sections, Spanned};
use crate::policy::unsupported;
use crate::source::{Member, Node, Span};

impl Reader<'_> {
    pub(super) fn sections(&mut self, node: &Node) -> Option<Sections> {
        let fields = self.fields(node, &format::SECTIONS)?;
        let mut read = |kind: SectionKind| fields.get(kind.key()).and_then(|node| self.section(node, kind));
        Some(Sections {
            inbound: read(SectionKind::Inbound).unwrap_or_default(),
            backend: read(SectionKind::Backend).unwrap_or_default(),
            outbound: read(SectionKind::Outbound).unwrap_or_default(),
            on_error: read(SectionKind::OnError).unwrap_or_default(),
        })
    }

    fn section(&mut self, node: &Node, kind: SectionKind) -> Option<Section> {
        self.places.clear();
        if let Some(items) = node.as_array() {
            let policies = self.policies(items, kind);
            return Some(Section { span: Some(node.span), policies, ..Section::default() });
        }
        if node.as_object().is_none() {
            self.wrong_kind(node, "a section", "a list of policies");
            return None;
        }
        let fields = self.fields(node, &format::SECTION)?;
        let inherit = fields.get("inherit").and_then(|node| self.boolean(node, "`inherit`")).unwrap_or(true);
        if let (false, Some(not)) = (inherit, fields.member("inherit")) {
            for wrong in ["without", "replace"].iter().filter_map(|key| fields.member(key)) {
                self.contradiction(wrong, not, "nothing is inherited");
            }
        }
        let without = fields.get("without").and_then(|node| self.plain_list(node, "the name of a policy"));
        // Counters are named by the places of policies, and one more replacement shouldn't rename those of others.
        let items = fields.get("do").and_then(|node| self.items(node, "`do`")).unwrap_or_default();
        let policies = self.policies(items, kind);
        let replace = fields.get("replace").map(|node| self.replacements(node, kind)).unwrap_or_default();
        Some(Section { span: Some(node.span), inherit, without: without.unwrap_or_default(), replace, policies })
    }

    fn replacements(&mut self, node: &Node, kind: SectionKind) -> BTreeMap<String, Spanned<Policy>> {
        let mut replacements = BTreeMap::new();
        let Some(object) = self.object(node, "`replace`") else { return replacements };
        for member in object.sorted() {
            if let Some(policy) = self.policy(&member.value, kind) {
                replacements.insert(member.key.to_string(), Spanned::new(policy, member.key_span));
            }
        }
        replacements
    }

    pub(super) fn policies(&mut self, items: &[Node], kind: SectionKind) -> Vec<Policy> {
        let policies: Vec<Policy> = items.iter().filter_map(|item| self.policy(item, kind)).collect();
        for (at, policy) in policies.iter().enumerate() {
            let earlier = &policies[..at];
            if let Some(id) = &policy.id
                && let Some(first) =
                    earlier.iter().filter_map(|policy| policy.id.as_ref()).find(|i| i.value == id.value)
            {
                self.twice("the id", id, first.span);
            }
            self.overruled(earlier, policy);
        }
        policies
    }

    /// Two policies that set the same thing, unless the later one only adds to it.
    fn overruled(&mut self, earlier: &[Policy], later: &Policy) {
        let Some(target) = Target::of(later) else { return };
        let same = |policy: &&Policy| Target::of(policy).is_some_and(|other| other.is(&target));
        if later.arguments.choice("exists-action") == Some("append") {
            return;
        }
        if let Some(first) = earlier.iter().rfind(same) {
            let message = format!("{target} is set twice in one section");
            let diagnostic = Diagnostic::at(Code::GW0418, target.span(later), message);
            let place = Target::of(first).map_or(first.span, |target| target.span(first));
            let appends = later.entry.attributes.iter().any(|attribute| attribute.name == "exists-action");
            let or_add = if appends { ", or add with `exists-action: append`" } else { "" };
            let help = format!("remove one of the two{or_add}");
            self.say(diagnostic.label(place, "set here before").help(help));
        }
    }

    fn policy(&mut self, node: &Node, kind: SectionKind) -> Option<Policy> {
        if node.as_str() == Some("base") {
            let help = "remove it: broader policies are inherited, before these in inbound and behind them in outbound";
            self.invalid(node.span, "`base` is no policy", help);
            return None;
        }
        let object = self.object(node, "a policy")?;
        let mut members = object.iter();
        let Some(member) = members.next() else {
            self.say(
                Diagnostic::at(Code::GW0403, node.span, "the policy has no name").help("write `- set-header: { ... }`"),
            );
            return None;
        };
        if let Some(second) = members.next() {
            let message = format!("`{}` stands in the same item as `{}`", second.key, member.key);
            let help = "write one policy an item, and indent its attributes below its name";
            self.say(
                Diagnostic::at(Code::GW0402, second.key_span, message).label(member.key_span, "the policy").help(help),
            );
            return None;
        }
        self.named_policy(member, kind)
    }

    fn named_policy(&mut self, member: &Member, section: SectionKind) -> Option<Policy> {
        let Some(entry) = catalogue::entry(&member.key).or_else(|| self.own_policy(&member.key)) else {
            self.unknown_policy(&member.key, member.key_span);
            return None;
        };
        if !entry.sections.contains(&section) {
            let allowed: Vec<&str> = entry.sections.iter().map(|kind| kind.key()).collect();
            let message = format!("`{}` can't stand in `{}`", entry.name, section.key());
            let help = format!("move it to {}", super::fields::listed(&allowed));
            self.say(Diagnostic::at(Code::GW0415, member.key_span, message).help(help));
        }
        if let Some(within) = self.within.filter(|_| entry.cross_origin) {
            self.unknown_to_preflights(entry.name, member.key_span, within);
        }
        let place = self.places.entry(entry.name).or_default();
        *place += 1;
        let place = *place;
        if entry.form == Form::Branches {
            let branches = self.branches(&member.value, section)?;
            let arguments = Arguments { span: member.value.span, given: Vec::new() };
            return Some(Policy { id: None, span: member.key_span, entry, place, arguments, branches, buffer: false });
        }
        let Written { id, buffer, arguments } = self.policy_arguments(entry, &member.value)?;
        self.tells_no_secret(entry, section, &arguments);
        if entry.form == Form::Loop {
            let (arguments, branches) = self.repeated(entry, member, section, arguments)?;
            return Some(Policy { id, span: member.key_span, entry, place, buffer, arguments, branches });
        }
        let branches = match arguments.name("fragment-id").filter(|_| entry.form == Form::Fragment) {
            Some(name) => self.fragment(name, section)?,
            None => self.wrapped(entry, &member.value, section).into_iter().collect(),
        };
        Some(Policy { id, span: member.key_span, entry, place, arguments, branches, buffer })
    }

    /// Says where a policy would tell others than a backend a secret.
    fn tells_no_secret(&mut self, entry: &Entry, section: SectionKind, arguments: &Arguments) {
        let here = entry.tells.iter().filter(|tells| tells.only.is_empty() || tells.only.contains(&section));
        for tells in here {
            let texts = arguments.given(tells.attribute).map(|given| given.value.texts()).unwrap_or_default();
            texts.into_iter().for_each(|text| self.tells_secret(text, tells.whom));
        }
    }

    /// A policy on pages of other origins that stands where a preflight doesn't come.
    pub(super) fn unknown_to_preflights(&mut self, name: &str, span: Span, within: &str) {
        let message =
            format!("`{name}` can't stand {within}: a preflight is answered before anything of that is known");
        let help = "move it to `inbound` of the gateway, an API, a tag or an operation";
        self.say(Diagnostic::at(Code::GW0415, span, message).help(help));
    }

    fn unknown_policy(&mut self, name: &str, span: Span) {
        if self.own_refused.contains(name) {
            return;
        }
        if unsupported::policy(name) {
            self.unsupported(span, &format!("the policy `{name}`"), "leave the policy out");
            return;
        }
        let mut names = self.own_names();
        names.extend(catalogue::ENTRIES.iter().map(|entry| entry.name));
        names.extend(unsupported::policies());
        let help = match did_you_mean(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`gatewright schema` describes the policies that there are".to_owned(),
        };
        self.say(Diagnostic::at(Code::GW0414, span, format!("there is no policy `{name}`")).help(help));
    }
}

/// What a policy sets.
struct Target<'p> {
    sets: &'static Sets,
    name: Option<&'p Spanned<String>>,
}

impl<'p> Target<'p> {
    fn of(policy: &'p Policy) -> Option<Self> {
        let sets = policy.entry.sets.as_ref()?;
        Some(Self { sets, name: policy.arguments.name("name").filter(|_| sets.named) })
    }

    fn is(&self, other: &Self) -> bool {
        let same = |one: &str, other: &str| one == other || (self.sets.without_case && one.eq_ignore_ascii_case(other));
        let names = match (self.name, other.name) {
            (Some(one), Some(other)) => same(&one.value, &other.value),
            (one, other) => one.is_none() && other.is_none(),
        };
        self.sets.what == other.sets.what && names
    }

    fn span(&self, policy: &Policy) -> Span {
        self.name.map_or(policy.span, |name| name.span)
    }
}

impl fmt::Display for Target<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the {}", self.sets.what)?;
        self.name.map_or(Ok(()), |name| write!(out, " `{}`", name.value))
    }
}
