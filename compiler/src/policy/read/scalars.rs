//! Strings, names, numbers, truth values and choices.

use std::net::SocketAddr;

use super::Reader;
use super::fields::listed;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::policy::model::Spanned;
use crate::source::{Node, Span};

impl Reader<'_> {
    /// Says that a value doesn't do.
    pub(in crate::policy) fn invalid(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.say(Diagnostic::at(Code::GW0405, span, message).help(help));
    }

    /// A string that is not empty and holds no reference and no control character.
    pub(in crate::policy) fn plain(&mut self, node: &Node, what: &str) -> Option<Spanned<String>> {
        let Some(text) = node.as_str() else {
            self.wrong_kind(node, what, "a string");
            return None;
        };
        if text.contains("{{") || text.contains("${") {
            let message = format!("{what} is needed at compile time and can't refer to a value of the running gateway");
            self.invalid(node.span, message, "write the text out");
            return None;
        }
        if text.is_empty() || text.chars().any(char::is_control) {
            self.invalid(node.span, format!("{what} must be a line of text"), "write text of at least one character");
            return None;
        }
        Some(Spanned::new(text.to_owned(), node.span))
    }

    /// A list of such strings, unequal to each other.
    pub(in crate::policy) fn plain_list(&mut self, node: &Node, what: &str) -> Option<Vec<Spanned<String>>> {
        let items = self.items(node, what)?;
        let mut list: Vec<Spanned<String>> = Vec::new();
        for item in items {
            let Some(item) = self.plain(item, what) else { continue };
            match list.iter().find(|earlier| earlier.value == item.value) {
                Some(earlier) => self.twice(what, &item, earlier.span),
                None => list.push(item),
            }
        }
        Some(list)
    }

    /// The items of a list.
    pub(in crate::policy) fn items<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [Node]> {
        let items = node.as_array();
        if items.is_none() {
            self.wrong_kind(node, what, "a list");
        }
        items
    }

    /// A truth value.
    pub(in crate::policy) fn boolean(&mut self, node: &Node, what: &str) -> Option<bool> {
        let value = node.as_bool();
        if value.is_none() {
            self.wrong_kind(node, what, "a boolean");
        }
        value
    }

    /// A count of at least one.
    pub(in crate::policy) fn count(&mut self, node: &Node, what: &str) -> Option<Spanned<u32>> {
        let Some(text) = node.as_number() else {
            self.wrong_kind(node, what, "a whole number");
            return None;
        };
        match text.parse() {
            Ok(count) if count > 0 => Some(Spanned::new(count, node.span)),
            _ => {
                let message = format!("{what} must be a whole number from 1 to {}", u32::MAX);
                self.invalid(node.span, message, "write such a number");
                None
            }
        }
    }

    /// One of some words. The last part of `path` is the key that it stands under.
    pub(in crate::policy) fn choice<T: Copy>(
        &mut self,
        node: &Node,
        path: &str,
        choices: &[(&str, T)],
    ) -> Option<Spanned<T>> {
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        // A word may look like a number.
        let number = node.as_number().filter(|number| words.contains(number));
        let Some(text) = node.as_str().or(number) else {
            self.wrong_kind(node, &format!("`{}`", last(path)), &format!("one of {}", listed(&words)));
            return None;
        };
        match choices.iter().find(|(word, _)| *word == text) {
            Some((_, choice)) => Some(Spanned::new(*choice, node.span)),
            None => {
                let help = match did_you_mean(text, words.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("choose one of {}", listed(&words)),
                };
                self.invalid(node.span, format!("`{text}` is no value of `{}`", last(path)), help);
                None
            }
        }
    }

    /// An IP address and a port.
    pub(in crate::policy) fn address(&mut self, node: &Node, what: &str) -> Option<Spanned<SocketAddr>> {
        let text = self.plain(node, what)?;
        match text.value.parse() {
            Ok(address) => Some(Spanned::new(address, text.span)),
            Err(_) => {
                let message = format!("{what} must be an IP address and a port");
                self.invalid(text.span, message, "write `127.0.0.1:8080`, or `[::]:8080` for all addresses");
                None
            }
        }
    }

    /// A key that is a name: lower case letters, digits and single hyphens, a letter first.
    pub(in crate::policy) fn name(&mut self, text: &str, span: Span, what: &str) -> Option<Spanned<String>> {
        if is_kebab_case(text) {
            return Some(Spanned::new(text.to_owned(), span));
        }
        let better = kebab_case(text);
        let help = if is_kebab_case(&better) {
            format!("write `{better}`")
        } else {
            "write lower case letters, digits and single hyphens, a letter first".to_owned()
        };
        self.invalid(span, format!("`{text}` can't be the name of {what}"), help);
        None
    }

    /// The name of a header or a part of one (RFC 9110, section 5.1).
    pub(in crate::policy) fn token(&mut self, node: &Node, what: &str) -> Option<Spanned<String>> {
        let name = self.plain(node, what)?;
        if is_token(&name.value) {
            return Some(name);
        }
        let message = format!("`{}` is no name of a header", name.value);
        self.invalid(name.span, message, "write letters, digits and hyphens, without spaces and colons");
        None
    }
}

/// Whether a text can be the name of a header (RFC 9110, section 5.6.2).
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Whether a text is a valid name: `a`, `gpt-4o`.
pub(crate) fn is_kebab_case(text: &str) -> bool {
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.len() <= 64
        && text.split('-').all(|part| !part.is_empty() && letters(part))
}

fn kebab_case(text: &str) -> String {
    let mut out = String::new();
    for (at, char) in text.char_indices() {
        if char.is_ascii_alphanumeric() {
            let hump = char.is_ascii_uppercase() && text[..at].ends_with(|c: char| c.is_ascii_lowercase());
            if hump && !out.ends_with('-') {
                out.push('-');
            }
            out.push(char.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}
