//! `policy-crates`: the crates that policies of the user's own come from, and what the gateway file says of each policy.

use std::collections::BTreeMap;

use super::gateway::is_taken;
use super::{Fields, Reader};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::catalogue::{self, DeclaredAttribute, DeclaredPolicy, Entry, KINDS, Presence};
use crate::policy::format;
use crate::policy::model::{Arguments, Given, PolicyCrate, SectionKind, Spanned};
use crate::policy::unsupported;
use crate::source::{Kind, Member, Node, Span};

/// A policy of the user's own, as the rest of the file sees it.
pub(super) struct Own {
    entry: &'static Entry,
    span: Span,
    /// What holds where an attribute isn't written.
    defaults: Vec<Given>,
    used: bool,
}

impl Reader<'_> {
    /// Reads all of them; sections that name their policies are read later.
    pub(super) fn policy_crates(&mut self, node: &Node) -> BTreeMap<String, PolicyCrate> {
        let Some(object) = self.object(node, "`policy-crates`") else { return BTreeMap::new() };
        let crates = object.sorted().filter_map(|member| self.policy_crate(member));
        crates.map(|krate| (krate.name.value.clone(), krate)).collect()
    }

    fn policy_crate(&mut self, member: &Member) -> Option<PolicyCrate> {
        let help = "write `path: DIR`, `version: \"0.1\"`, or `git: URL` with `rev: COMMIT`";
        let fields = self.fields_called(&member.value, &format!("`{}`", member.key), &format::POLICY_CRATE)?;
        let name = self.crate_name(&member.key, member.key_span);
        let origin = self.origin(&fields, "the crate", help);
        let policies =
            fields.require(self, "policies", "name the policies that the crate has, with `type` and `sections`")?;
        let of = member.key.replace('-', "_");
        let policies = self.object(policies, "`policies`")?.sorted();
        let mut entries = Vec::new();
        for policy in policies {
            match self.declared_policy(&of, policy) {
                Some(entry) => entries.push(entry),
                None => drop(self.own_refused.insert(policy.key.to_string())),
            }
        }
        Some(PolicyCrate { name: name?, origin: origin?, policies: entries })
    }

    /// The name of a package of Cargo: as crates are named, so with underscores too.
    fn crate_name(&mut self, text: &str, span: Span) -> Option<Spanned<String>> {
        let good = text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && !is_taken(&text.replace('_', "-"));
        if !good {
            let message = format!("`{text}` can't be the name of a crate of policies");
            self.invalid(span, message, "write the name of its package, such as `contoso-policies`");
        }
        good.then(|| Spanned::new(text.to_owned(), span))
    }

    fn declared_policy(&mut self, of: &str, member: &Member) -> Option<&'static Entry> {
        let name = self.name(&member.key, member.key_span, "a policy")?.value;
        if catalogue::entry(&name).is_some() || unsupported::policy(&name) {
            let help = format!("call it `own-{name}`, or whatever tells it from the policy that all gateways have");
            self.invalid(member.key_span, format!("`{name}` is a policy that all gateways have"), help);
            return None;
        }
        if let Some(first) = self.own.get(&name) {
            let first = first.span;
            self.twice("the policy", &Spanned::new(name, member.key_span), first);
            return None;
        }
        let fields = self.fields_called(&member.value, &format!("`{name}`"), &format::OWN_POLICY)?;
        let help = "write the path of the type in the crate, such as `type: TenantBudget`";
        let path = fields.require(self, "type", help).and_then(|node| self.type_path(node));
        let doc = fields.get("doc").and_then(|node| self.plain(node, "`doc`"));
        let sections = self.declared_sections(&fields);
        let members = fields.get("attributes").and_then(|node| self.object(node, "`attributes`"));
        let members: Vec<&Member> = members.into_iter().flat_map(|object| object.sorted()).collect();
        let attributes = self.each(&members, |reader, member| reader.declared_attribute(member))?;
        let declared = DeclaredPolicy {
            doc: doc.map_or_else(|| format!("A policy of the crate `{of}`."), |doc| doc.value),
            of: of.to_owned(),
            path: path?,
            sections: sections?,
            attributes: attributes.iter().map(|(declared, _)| declared.clone()).collect(),
            name: name.clone(),
        };
        let entry = catalogue::own(declared);
        let mut defaults = Vec::new();
        for (attribute, (_, default)) in entry.attributes.iter().zip(&attributes) {
            if let Some(default) = default {
                let value = self.argument(attribute, "default", &name, &default.value)?;
                defaults.push(Given { attribute, key: Spanned::new(attribute.name, default.key_span), value });
            }
        }
        let own = Own { entry, span: member.key_span, defaults, used: false };
        self.own.insert(name, own);
        Some(entry)
    }

    /// An attribute, and the member that says what holds where it isn't written.
    fn declared_attribute<'n>(&mut self, member: &'n Member) -> Option<(DeclaredAttribute, Option<&'n Member>)> {
        let name = self.name(&member.key, member.key_span, "an attribute")?.value;
        if name == "id" || syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_err() {
            let message = format!("`{name}` can't be an attribute of a policy of your own");
            self.invalid(
                member.key_span,
                message,
                "take a name that a field of a struct in Rust may have, and not `id`",
            );
            return None;
        }
        let what = format!("the attribute `{name}`");
        let fields = self.fields_called(&member.value, &what, &format::OWN_ATTRIBUTE)?;
        let words = KINDS.map(|(word, _)| (word, word));
        let kind = fields.require(self, "type", "say what it takes, such as `type: string`");
        let kind = self.choice(kind?, "policy-crates.*.policies.*.attributes.*.type", &words)?.value;
        let optional = fields.get("optional").and_then(|node| self.boolean(node, "`optional`")).unwrap_or(false);
        let default = fields.member("default");
        if let (true, Some(default), Some(optional)) = (optional, default, fields.member("optional")) {
            self.contradiction(default, optional, "what has a default is never absent");
        }
        let doc = fields.get("doc").and_then(|node| self.plain(node, "`doc`"));
        let doc = doc.map_or_else(|| format!("`{name}` of the policy"), |doc| doc.value);
        let presence = match default {
            Some(default) => Presence::Default(written(&default.value)),
            None if optional => Presence::Optional,
            None => Presence::Required,
        };
        Some((DeclaredAttribute { name, kind, presence, doc }, default))
    }

    /// The entry of a policy of the user's own.
    pub(super) fn own_policy(&mut self, name: &str) -> Option<&'static Entry> {
        let own = self.own.get_mut(name)?;
        own.used = true;
        Some(own.entry)
    }

    /// Adds what holds for the attributes that aren't written.
    pub(super) fn own_defaults(&self, entry: &Entry, arguments: &mut Arguments) {
        let Some(own) = self.own.get(entry.name) else { return };
        let absent = own.defaults.iter().filter(|default| arguments.given(default.attribute.name).is_none());
        let absent: Vec<Given> = absent.cloned().collect();
        arguments.given.extend(absent);
        let place =
            |given: &Given| entry.attributes.iter().position(|attribute| attribute.name == given.attribute.name);
        arguments.given.sort_by_key(place);
    }

    /// The names of the policies of the user's own, for suggestions.
    pub(super) fn own_names(&self) -> Vec<&'static str> {
        self.own.values().map(|own| own.entry.name).collect()
    }

    /// Says which of them nothing names.
    pub(super) fn unused_policies(&mut self) {
        let unused: Vec<_> =
            self.own.iter().filter(|(_, own)| !own.used).map(|(name, own)| (name.clone(), own.span)).collect();
        for (name, span) in unused {
            let message = format!("no section names the policy `{name}`");
            self.say(Diagnostic::at(Code::GW0426, span, message).help("remove it, or name it in a section"));
        }
    }

    fn declared_sections(&mut self, fields: &Fields<'_>) -> Option<Vec<SectionKind>> {
        let node = fields.require(self, "sections", "list where it may stand, such as `sections: [inbound]`")?;
        let items = self.items(node, "`sections`")?;
        let mut sections = self.each(items, |reader, item| {
            Some(reader.choice(item, "policy-crates.*.policies.*.sections", &format::SECTION_KINDS)?.value)
        })?;
        sections.sort();
        sections.dedup();
        Some(sections)
    }

    /// The path of a type in its crate: identifiers with `::` between them.
    fn type_path(&mut self, node: &Node) -> Option<String> {
        let path = self.plain(node, "`type`")?;
        let good = path.value.split("::").all(|part| syn::parse_str::<syn::Ident>(part).is_ok());
        if !good {
            let help = "write it as Rust does, without the crate: `TenantBudget` or `budget::TenantBudget`";
            self.invalid(path.span, format!("`{}` is no path of a type", path.value), help);
        }
        good.then_some(path.value)
    }
}

/// A value as one would write it, for those who look the attribute up.
fn written(node: &Node) -> String {
    match &node.kind {
        Kind::String(text) => text.to_string(),
        Kind::Number(text) => text.to_string(),
        Kind::Bool(value) => value.to_string(),
        Kind::Array(items) => items.iter().map(written).collect::<Vec<_>>().join(", "),
        Kind::Null | Kind::Object(_) => String::new(),
    }
}
