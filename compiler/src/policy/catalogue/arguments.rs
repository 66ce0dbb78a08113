//! The attributes of one policy, checked by its entry.

use std::collections::BTreeMap;

use super::{Attribute, AttributeKind, Entry};
use crate::policy::model::{Spanned, Text, UriTemplate, Value};
use crate::policy::read::{Fields, Reader};
use crate::source::{Member, Node};

/// Checked attributes; each accessor gives `None` for what is absent.
pub(in crate::policy) struct Arguments<'n> {
    /// The policy's own name.
    pub(in crate::policy) id: Option<Spanned<String>>,
    fields: Fields<'n>,
    values: BTreeMap<&'static str, Argument>,
}

enum Argument {
    Name(Spanned<String>),
    Text(Text),
    Texts(Vec<Text>),
    Choice(&'static str),
    Bool(Value<bool>),
    Template(UriTemplate),
}

impl<'n> Arguments<'n> {
    /// Reads the attributes of an entry; `None` comes with an error.
    pub(in crate::policy) fn read(reader: &mut Reader<'_>, entry: &'static Entry, node: &'n Node) -> Option<Self> {
        let mut known: Vec<&str> = entry.attributes.iter().map(|attribute| attribute.name).collect();
        known.push("id");
        let fields = reader.fields(node, &format!("`{}`", entry.name), entry.name, &known)?;
        let mut good = true;
        let mut values = BTreeMap::new();
        for attribute in entry.attributes {
            let found = if attribute.required {
                fields.require(reader, attribute.name, &format!("write `{}`: {}", attribute.name, attribute.doc))
            } else {
                fields.get(attribute.name)
            };
            match found {
                Some(node) => match read(reader, entry, attribute, node) {
                    Some(value) => drop(values.insert(attribute.name, value)),
                    None => good = false,
                },
                None if attribute.required => good = false,
                None => drop(default(attribute).map(|value| values.insert(attribute.name, value))),
            }
        }
        let id = match fields.get("id") {
            Some(node) => Some(reader.plain(node, "`id`")?),
            None => None,
        };
        good.then_some(Self { id, fields, values })
    }

    /// The object, for messages.
    pub(super) fn fields(&self) -> &Fields<'n> {
        &self.fields
    }

    /// The key with its place.
    pub(super) fn member(&self, name: &str) -> Option<&'n Member> {
        self.fields.member(name)
    }

    pub(super) fn name(&self, name: &str) -> Option<&Spanned<String>> {
        match self.values.get(name) {
            Some(Argument::Name(value)) => Some(value),
            _ => None,
        }
    }

    /// The texts of a single or a plural attribute.
    pub(super) fn texts(&self, name: &str) -> Option<&[Text]> {
        match self.values.get(name) {
            Some(Argument::Text(value)) => Some(std::slice::from_ref(value)),
            Some(Argument::Texts(values)) => Some(values),
            _ => None,
        }
    }

    pub(super) fn choice(&self, name: &str) -> Option<&'static str> {
        match self.values.get(name) {
            Some(Argument::Choice(value)) => Some(value),
            _ => None,
        }
    }

    pub(super) fn boolean(&self, name: &str) -> Option<&Value<bool>> {
        match self.values.get(name) {
            Some(Argument::Bool(value)) => Some(value),
            _ => None,
        }
    }

    pub(super) fn template(&self, name: &str) -> Option<&UriTemplate> {
        match self.values.get(name) {
            Some(Argument::Template(value)) => Some(value),
            _ => None,
        }
    }
}

fn read(reader: &mut Reader<'_>, entry: &Entry, attribute: &Attribute, node: &Node) -> Option<Argument> {
    let what = format!("`{}`", attribute.name);
    Some(match attribute.kind {
        AttributeKind::Name => Argument::Name(reader.plain(node, &what)?),
        AttributeKind::Text => Argument::Text(reader.text(node, &what)?),
        AttributeKind::Texts => {
            let items = reader.items(node, &what)?;
            if items.is_empty() {
                reader.invalid(node.span, format!("{what} is empty"), "list at least one value");
                return None;
            }
            let texts: Vec<Text> = items.iter().filter_map(|item| reader.text(item, "a value")).collect();
            (texts.len() == items.len()).then_some(Argument::Texts(texts))?
        }
        AttributeKind::Choice(words) => {
            let choices: Vec<(&str, &'static str)> = words.iter().map(|word| (*word, *word)).collect();
            Argument::Choice(reader.choice(node, &format!("{}.{}", entry.name, attribute.name), &choices)?.value)
        }
        AttributeKind::Bool => Argument::Bool(reader.boolean_value(node, &what)?),
        AttributeKind::Template => Argument::Template(reader.template(node, &what)?),
    })
}

fn default(attribute: &Attribute) -> Option<Argument> {
    let text = attribute.default?;
    match attribute.kind {
        AttributeKind::Choice(_) => Some(Argument::Choice(text)),
        AttributeKind::Bool => Some(Argument::Bool(Value::Literal(text == "true"))),
        _ => None,
    }
}
