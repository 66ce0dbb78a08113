//! What was sent for one value: its texts, not decoded, and how to read them by a style.

use std::borrow::Cow;

use super::Style;
use crate::json::{self, Limit, Types, Violation, push_text};
use crate::query;
use crate::text::{json_string, percent_decoded};

/// How texts are coded where they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    /// With percent sequences: paths and cookies.
    Percent,
    /// As forms: percent sequences, and `+` for a space.
    Form,
    /// Not at all: headers.
    Plain,
}

/// The texts that were sent for one value: several where its name stood several times.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'s> {
    texts: &'s [&'s str],
    coding: Coding,
}

/// A keyword that is broken at the value itself.
pub(crate) fn broken(keyword: &'static str, limit: Option<Limit>) -> Violation {
    Violation { pointer: String::new(), keyword, limit }
}

impl Coding {
    /// The text that was meant. What isn't UTF-8 then: a string in a form as it was written, nothing elsewhere.
    pub(crate) fn decoded(self, text: &str) -> Option<Cow<'_, str>> {
        match self {
            Self::Percent => percent_decoded(text),
            Self::Form => Some(query::decoded(text)),
            Self::Plain => Some(Cow::Borrowed(text)),
        }
    }
}

impl<'s> Sent<'s> {
    pub(crate) fn new(texts: &'s [&'s str], coding: Coding) -> Self {
        Self { texts, coding }
    }

    /// The one text, decoded.
    ///
    /// # Errors
    /// There are several: two readers might take different ones. Or it isn't UTF-8.
    pub(crate) fn one(self) -> Result<Cow<'s, str>, Violation> {
        self.decoded(self.single()?)
    }

    fn single(self) -> Result<&'s str, Violation> {
        match self.texts {
            [text] => Ok(text),
            _ => Err(broken("duplicate_parameter", None)),
        }
    }

    fn decoded(self, text: &'s str) -> Result<Cow<'s, str>, Violation> {
        self.coding.decoded(text).ok_or_else(|| broken("type", Some(Limit::Types(Types::STRING))))
    }

    /// Each text by itself.
    pub(crate) fn each(self) -> impl Iterator<Item = Sent<'s>> {
        self.texts.chunks(1).map(move |texts| Sent { texts, ..self })
    }

    /// The items of the one text, not decoded.
    pub(crate) fn items(self, separator: char) -> Result<Items<'s>, Violation> {
        // Lines of one header are one list (RFC 9110, section 5.3).
        let texts = match self.coding {
            Coding::Plain => self.texts.iter().flat_map(|text| split(text, separator, self.coding)).collect(),
            _ => split(self.single()?, separator, self.coding),
        };
        Ok(Items { texts, coding: self.coding })
    }

    /// Appends the value in the notation of values without types. A text that the style can't be read from stays a text,
    /// so that a check that asks for more refuses it.
    ///
    /// # Errors
    /// There are several texts where the style has one, or one isn't UTF-8.
    pub(crate) fn write(self, style: Style, to: &mut String) -> Result<(), Violation> {
        match style {
            Style::List(separator) => self.items(separator)?.write_list(to),
            Style::Turns(separator) => {
                let items = self.items(separator)?;
                let pairs: Vec<_> = items.texts.chunks_exact(2).filter_map(in_turn).collect();
                if items.texts.len() % 2 == 0 { self.write_members(&pairs, to) } else { self.write_text(to) }
            }
            Style::Pairs(separator) => {
                let items = self.items(separator)?;
                let pairs: Option<Vec<_>> = items.texts.iter().map(|item| item.split_once('=')).collect();
                match pairs {
                    Some(pairs) => self.write_members(&pairs, to),
                    None => self.write_text(to),
                }
            }
            Style::Json | Style::JsonItems if self.texts.iter().all(|text| self.is_json(text)) => {
                self.write_json(style == Style::JsonItems, to)
            }
            Style::Text => self.write_text(to),
            _ => Items { texts: self.texts.to_vec(), coding: self.coding }.write_list(to),
        }
    }

    /// JSON as it is; `items` where each text is an item.
    fn write_json(self, items: bool, to: &mut String) -> Result<(), Violation> {
        let texts: Vec<_> = self.texts.iter().map(|text| self.decoded(text)).collect::<Result<_, _>>()?;
        let array = texts.len() > 1 || (items && texts.iter().all(|text| !text.trim_ascii_start().starts_with('[')));
        if array {
            to.push('[');
        }
        to.push_str(&texts.join(","));
        if array {
            to.push(']');
        }
        Ok(())
    }

    /// Whether a text is an array or an object in JSON.
    fn is_json(self, text: &str) -> bool {
        let text = self.coding.decoded(text).unwrap_or_default();
        text.trim_ascii_start().starts_with(['{', '[']) && json::check(text.as_bytes(), json::any).is_ok()
    }

    fn write_text(self, to: &mut String) -> Result<(), Violation> {
        push_text(to, &self.one()?);
        Ok(())
    }

    fn write_members(self, pairs: &[(&'s str, &'s str)], to: &mut String) -> Result<(), Violation> {
        to.push('{');
        for (index, (name, text)) in pairs.iter().enumerate() {
            if index > 0 {
                to.push(',');
            }
            json_string(to, &self.decoded(name)?);
            to.push(':');
            push_text(to, &self.decoded(text)?);
        }
        to.push('}');
        Ok(())
    }
}

/// The items of a text, not decoded.
pub(crate) struct Items<'s> {
    texts: Vec<&'s str>,
    coding: Coding,
}

impl Items<'_> {
    /// Each item by itself.
    pub(crate) fn each(&self) -> impl Iterator<Item = Sent<'_>> {
        self.texts.chunks(1).map(|texts| Sent { texts, coding: self.coding })
    }

    /// One item may be meant as no list, so it stays a text, which a check of a list reads as its one item.
    fn write_list(&self, to: &mut String) -> Result<(), Violation> {
        let several = self.texts.len() > 1;
        for (index, item) in self.each().enumerate() {
            if several {
                to.push(if index == 0 { '[' } else { ',' });
            }
            item.write_text(to)?;
        }
        if several {
            to.push(']');
        }
        Ok(())
    }
}

fn in_turn<'s>(pair: &[&'s str]) -> Option<(&'s str, &'s str)> {
    if let [name, text] = pair { Some((name, text)) } else { None }
}

/// The parts of a text between separators.
fn split(text: &str, separator: char, coding: Coding) -> Vec<&str> {
    if coding == Coding::Plain {
        return text.split(separator).map(str::trim).collect();
    }
    // A space has no bare form in a URL; in forms it is a `+`.
    if separator == ' ' {
        return split_at(text, if coding == Coding::Form { &["+", "%20"] } else { &["%20"] });
    }
    if text.contains(separator) {
        return text.split(separator).collect();
    }
    let encoded = format!("%{:02X}", u32::from(separator));
    split_at(text, &[&encoded, &encoded.to_ascii_lowercase()])
}

fn split_at<'s>(text: &'s str, separators: &[&str]) -> Vec<&'s str> {
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(separator) = separators.iter().find(|separator| rest.starts_with(**separator)) {
            parts.extend(text.get(start..at));
            at += separator.len();
            start = at;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    parts.extend(text.get(start..));
    parts
}
