//! The attributes of policies, by the kinds that the catalogue gives them.

use super::{Fields, Reader};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::catalogue::{Attribute, AttributeKind, Entry, Form, Row};
use crate::policy::model::{Argument, Arguments, Given, Spanned};
use crate::source::{Member, Node};

/// What a policy says.
pub(super) struct Written {
    pub(super) id: Option<Spanned<String>>,
    /// Whether a stream is held back too.
    pub(super) buffer: bool,
    pub(super) arguments: Arguments,
}

impl Reader<'_> {
    /// The id and the attributes of a policy; `None` comes with an error.
    pub(super) fn policy_arguments(&mut self, entry: &'static Entry, node: &Node) -> Option<Written> {
        if let Some(only) = entry.scalar
            && node.as_object().is_none()
            && let Some(attribute) = entry.attributes.iter().find(|attribute| attribute.name == only)
        {
            let value = self.argument(attribute, attribute.name, entry.name, node)?;
            let key = Spanned::new(attribute.name, node.span);
            let arguments = Arguments { span: node.span, given: vec![Given { attribute, key, value }] };
            return (entry.check)(self, &arguments).then_some(Written { id: None, buffer: false, arguments });
        }
        let mut known = keys(entry.attributes);
        known.push("id");
        known.extend((entry.wraps || entry.form == Form::Loop).then_some("do"));
        // A policy of which an expression reads the whole answer says so of streams.
        let own_buffer = known.contains(&"buffer");
        known.extend((!own_buffer).then_some("buffer"));
        let fields = self.fields_of(node, &format!("`{}`", entry.name), entry.name, &known)?;
        let mut arguments = self.arguments(&fields, entry.name, entry.attributes)?;
        if entry.own.is_some() {
            self.own_defaults(entry, &mut arguments);
        }
        let id = match fields.get("id") {
            Some(node) => Some(self.plain(node, "`id`")?),
            None => None,
        };
        let buffer = match fields.member("buffer").filter(|_| !own_buffer) {
            Some(member) => {
                let buffer = self.boolean(&member.value, "`buffer`")?;
                if !arguments.given.iter().any(|given| given.value.reads_answer()) {
                    let message = "`buffer` says nothing here: no expression of the policy reads `response.body`";
                    self.say(Diagnostic::at(Code::GW0417, member.key_span, message).help("remove it"));
                    return None;
                }
                buffer
            }
            None => false,
        };
        (entry.check)(self, &arguments).then_some(Written { id, buffer, arguments })
    }

    fn arguments(&mut self, fields: &Fields<'_>, path: &str, attributes: &'static [Attribute]) -> Option<Arguments> {
        let mut good = true;
        let mut given = Vec::new();
        for attribute in attributes {
            let plural = fields.member(attribute.name);
            let singular = attribute.singular.and_then(|key| Some((key, fields.member(key)?)));
            let (key, member) = match (plural, singular) {
                (Some(plural), Some((_, singular))) => {
                    self.contradiction(singular, plural, "both say the same");
                    good = false;
                    continue;
                }
                (Some(plural), None) => (attribute.name, plural),
                (None, Some(singular)) => singular,
                (None, None) => {
                    if attribute.required {
                        let help = format!("write `{}`: {}", attribute.name, attribute.doc);
                        let _ = fields.require(self, attribute.name, &help);
                        good = false;
                    }
                    continue;
                }
            };
            match self.argument(attribute, key, path, &member.value) {
                Some(value) => given.push(Given { attribute, key: Spanned::new(key, member.key_span), value }),
                None => good = false,
            }
        }
        good.then_some(Arguments { span: fields.span, given })
    }

    pub(super) fn argument(
        &mut self,
        attribute: &Attribute,
        key: &'static str,
        path: &str,
        node: &Node,
    ) -> Option<Argument> {
        let what = format!("`{key}`");
        if attribute.kind.is_computable() {
            if let Some(written) = self.whole_expression(node, &what) {
                return written.map(Argument::Computed);
            }
            if node.as_str().is_some_and(|text| text.contains("${")) {
                let message = format!("{what} is no text, and text around an expression makes it one");
                let help = "write the expression and nothing else";
                self.say(Diagnostic::at(Code::GW0401, node.span, message).help(help));
                return None;
            }
            if let Some(text) = node.as_str().filter(|text| is_bare_expression(text)) {
                let message = format!("{what} is an expression without `${{` and `}}`");
                let help = format!("write `\"${{{text}}}\"`");
                self.say(Diagnostic::at(Code::GW0401, node.span, message).help(help));
                return None;
            }
        }
        Some(match attribute.kind {
            AttributeKind::Variable => self.variable_value(node, &what)?,
            AttributeKind::Name | AttributeKind::Kept | AttributeKind::Count => {
                Argument::Name(self.plain(node, &what)?)
            }
            AttributeKind::Header => {
                let name = self.plain(node, &what)?;
                self.is_settable(&name).then_some(())?;
                Argument::Name(Spanned::new(name.value, name.span))
            }
            AttributeKind::Text => Argument::Text(self.dynamic_text(node, &what)?),
            AttributeKind::Amount => Argument::Text(self.amount(node, &what)?),
            AttributeKind::Lines => Argument::Text(self.dynamic_lines(node, &what)?),
            AttributeKind::Json => Argument::Text(self.json_text(node, &what)?),
            AttributeKind::Texts if attribute.singular == Some(key) => {
                Argument::Texts(vec![self.dynamic_text(node, &what)?])
            }
            AttributeKind::Texts => {
                let items = self.items(node, &what)?;
                if items.is_empty() {
                    self.invalid(node.span, format!("{what} is empty"), "list at least one value");
                    return None;
                }
                Argument::Texts(self.each(items, |reader, item| reader.dynamic_text(item, "a value"))?)
            }
            AttributeKind::Choice(choice) => {
                let words: Vec<(&str, &'static str)> = choice.words.iter().map(|word| (*word, *word)).collect();
                Argument::Choice(self.choice(node, &format!("{path}.{key}"), &words)?)
            }
            AttributeKind::Bool => Argument::Bool(self.boolean_value(node, &what)?),
            AttributeKind::Integer => Argument::Integer(self.integer_value(node, &what)?),
            AttributeKind::Number => Argument::Number(self.number_value(node, &what)?),
            AttributeKind::Duration => Argument::Duration(self.duration(node, &what)?),
            AttributeKind::Period => Argument::Duration(self.period(node, &what)?),
            AttributeKind::Size => Argument::Size(self.size(node, &what)?),
            AttributeKind::Template => Argument::Template(self.template(node, &what)?),
            AttributeKind::Backend => Argument::Backend(self.backend_name(node)?),
            AttributeKind::Url => Argument::Backend(self.backend_of_url(node, &what)?),
            AttributeKind::Rows(row) => {
                let object = self.object(node, &what)?;
                let members: Vec<&Member> = object.sorted().collect();
                let rows = self.each(&members, |reader, member| {
                    let name = Spanned::new(member.key.to_string(), member.key_span);
                    Some((name, reader.row(row, &format!("{path}.{key}"), member)?))
                });
                Argument::Rows(rows?)
            }
            AttributeKind::Group(row) => {
                let path = format!("{path}.{key}");
                let fields = self.fields_of(node, &what, &path, &keys(row.attributes))?;
                Argument::Group(self.arguments(&fields, &path, row.attributes)?)
            }
        })
    }

    /// What belongs to one name: an object, or the value of the only attribute itself; null stands for nothing.
    fn row(&mut self, row: &'static Row, path: &str, member: &Member) -> Option<Arguments> {
        let node = &member.value;
        match row.attributes {
            [only] if node.as_object().is_none() => {
                if node.kind_name() == "null" && !only.required {
                    return Some(Arguments { span: node.span, given: Vec::new() });
                }
                let key = Spanned::new(only.name, member.key_span);
                let value = self.argument(only, only.name, path, node)?;
                Some(Arguments { span: node.span, given: vec![Given { attribute: only, key, value }] })
            }
            attributes => {
                let fields = self.fields_of(node, &format!("`{}`", member.key), path, &keys(attributes))?;
                self.arguments(&fields, path, attributes)
            }
        }
    }

    /// All items read, or none: what is wrong with any of them has been said.
    pub(super) fn each<I, T>(
        &mut self,
        items: &[I],
        mut read: impl FnMut(&mut Self, &I) -> Option<T>,
    ) -> Option<Vec<T>> {
        let good: Vec<T> = items.iter().filter_map(|item| read(self, item)).collect();
        (good.len() == items.len()).then_some(good)
    }
}

fn keys(attributes: &'static [Attribute]) -> Vec<&'static str> {
    attributes.iter().flat_map(|attribute| std::iter::once(attribute.name).chain(attribute.singular)).collect()
}

/// Whether a text begins with a look-up or a test as expressions have them.
fn is_bare_expression(text: &str) -> bool {
    const ROOTS: [&str; 11] = [
        "api",
        "default",
        "error",
        "has",
        "jwt",
        "operation",
        "product",
        "request",
        "response",
        "subscription",
        "variables",
    ];
    let text = text.trim_start_matches(['!', '(', ' ']);
    ROOTS.iter().any(|root| text.strip_prefix(root).is_some_and(|rest| rest.starts_with(['.', '[', '('])))
}
