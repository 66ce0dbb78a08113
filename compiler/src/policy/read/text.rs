//! Text with `{{name}}`, and attributes that may be one named value.

use std::cell::LazyCell;

use super::Reader;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::expression::{self, Expression};
use crate::policy::model::{
    Argument, JsonPlace, NamedValueSource, Piece, Scalar, Spanned, Text, Value, ValueType, json_places,
};
use crate::source::{Node, Places, Span};

/// What a text may hold beside characters and named values.
#[derive(Clone, Copy)]
struct Holds {
    expressions: bool,
    lines: bool,
}

impl Reader<'_> {
    /// A text that may refer to named values, without control characters. It is known when the gateway starts.
    pub(in crate::policy) fn text(&mut self, node: &Node, what: &str) -> Option<Text> {
        self.text_of(node, what, Holds { expressions: false, lines: false })
    }

    /// A text that may refer to named values and hold expressions, without control characters.
    pub(in crate::policy) fn dynamic_text(&mut self, node: &Node, what: &str) -> Option<Text> {
        self.text_of(node, what, Holds { expressions: true, lines: false })
    }

    /// The same in several lines.
    pub(in crate::policy) fn dynamic_lines(&mut self, node: &Node, what: &str) -> Option<Text> {
        self.text_of(node, what, Holds { expressions: true, lines: true })
    }

    /// An amount of money, as a number or as text that may hold expressions and named values.
    pub(in crate::policy) fn amount(&mut self, node: &Node, what: &str) -> Option<Text> {
        let text = match node.as_number() {
            Some(number) => Text { pieces: vec![Piece::Literal(number.to_owned())], span: node.span },
            None => self.dynamic_text(node, what)?,
        };
        let written = match text.pieces.as_slice() {
            [] => "",
            [Piece::Literal(written)] => written,
            _ => return Some(text),
        };
        if !is_amount(written) {
            let help = "write a number above 0 and up to 4000000 with nine decimals at most, such as 12.50";
            self.invalid(node.span, format!("{what} is no amount of money"), help);
            return None;
        }
        Some(text)
    }

    /// Such a text that is JSON, whatever stands in the places of what is computed and of named values.
    pub(in crate::policy) fn json_text(&mut self, node: &Node, what: &str) -> Option<Text> {
        let text = self.dynamic_lines(node, what)?;
        let places = json_places(text.pieces.iter().map(|piece| match piece {
            Piece::Literal(text) => Some(text.as_str()),
            Piece::NamedValue { .. } | Piece::Expression(_) => None,
        }));
        let sample = |(piece, place): (&Piece, JsonPlace)| match (piece, place) {
            (Piece::Literal(text), _) => text.clone(),
            (_, JsonPlace::Value) => "0".to_owned(),
            (_, JsonPlace::String) => "x".to_owned(),
        };
        let sample: String = text.pieces.iter().zip(places).map(sample).collect();
        if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&sample) {
            let message = format!("{what} is no JSON: {error}");
            let help = "quote every name and string; an expression in the place of a value brings its own quotes";
            self.invalid(node.span, message, help);
            return None;
        }
        Some(text)
    }

    fn text_of(&mut self, node: &Node, what: &str, holds: Holds) -> Option<Text> {
        let Some(source) = node.as_str() else {
            self.wrong_kind(node, what, "a string");
            return None;
        };
        if holds.expressions && is_csharp(source) {
            let message = format!("{what} is an expression of C#, which would be sent as it stands");
            let help = "expressions are CEL: `${subscription.id}` for `@(context.Subscription.Id)`";
            self.say(Diagnostic::at(Code::GW0701, node.span, message).help(help));
            return None;
        }
        let sources = self.sources;
        let places = LazyCell::new(|| Places::of(node, sources));
        let mut good = true;
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut at = 0;
        while let Some(char) = source[at..].chars().next() {
            let rest = &source[at..];
            if rest.starts_with("\\{{") || rest.starts_with("$${") {
                literal.push_str(&rest[1..3]);
                at += 3;
            } else if rest.starts_with("{{") {
                let Some(length) = rest.find("}}") else {
                    self.unclosed(places.at(at..source.len()), "{{", "}}");
                    return None;
                };
                let span = places.at(at..at + length + 2);
                at += length + 2;
                match self.reference(rest[2..length].trim(), span) {
                    Some(name) => {
                        if !literal.is_empty() {
                            pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                        }
                        pieces.push(Piece::NamedValue { name, span });
                    }
                    None => good = false,
                }
            } else if rest.starts_with("${") {
                let Some(length) = closing(rest) else {
                    self.unclosed(places.at(at..source.len()), "${", "}");
                    return None;
                };
                let inner = at + 2..at + length - 1;
                match self.expression(&source[inner.clone()], &places.part(inner), what, holds.expressions) {
                    Some(expression) => {
                        if !literal.is_empty() {
                            pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                        }
                        pieces.push(Piece::Expression(expression));
                    }
                    None => good = false,
                }
                at += length;
            } else if char.is_control() && !(holds.lines && matches!(char, '\n' | '\r' | '\t')) {
                let message = format!("{what} holds a control character");
                self.invalid(places.at(at..at + char.len_utf8()), message, "write it in one line");
                return None;
            } else {
                literal.push(char);
                at += char.len_utf8();
            }
        }
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        good.then_some(Text { pieces, span: node.span })
    }

    /// The expression that a part of a text is.
    fn expression(&mut self, source: &str, places: &Places, what: &str, dynamic: bool) -> Option<Expression> {
        let span = places.whole();
        if !dynamic {
            let message =
                format!("{what} is needed when the gateway starts, and an expression has a value only in a call");
            let help = "write a fixed text or a named value, or `$${` for the characters";
            self.say(Diagnostic::at(Code::GW0411, span, message).help(help));
            return None;
        }
        if source.contains("{{") {
            let message = "a named value stands in an expression, where it is text like any other";
            let help = "keep it in a variable before, by `set-variable`, and read that; what compares a secret is `check-header`";
            self.say(Diagnostic::at(Code::GW0701, span, message).help(help));
            return None;
        }
        match expression::parse(source, places) {
            Ok(expression) => Some(expression),
            Err(diagnostic) => {
                self.say(diagnostic);
                None
            }
        }
    }

    /// Says so where a text holds a secret, which `whom` would be told.
    pub(super) fn tells_secret(&mut self, text: &Text, whom: &str) {
        let secret = |name: &str| self.named_values.get(name).filter(|value| value.is_secret());
        let told = text.named_values().find_map(|(name, span)| Some((secret(name)?.name.clone(), span)));
        let Some((name, span)) = told else { return };
        let message = format!("{whom} would tell the secret `{}`", name.value);
        let diagnostic = Diagnostic::at(Code::GW0430, span, message).label(name.span, "a secret");
        self.say(diagnostic.help("leave it out; a secret may go to a backend and nowhere else"));
    }

    /// Whether all of a text stands in the gateway file, and so in the emitted code.
    pub(in crate::policy) fn is_written_out(&self, text: &Text) -> bool {
        text.pieces.iter().all(|piece| match piece {
            Piece::Literal(_) => true,
            Piece::NamedValue { name, .. } => {
                let source = self.named_values.get(name).map(|value| &value.source);
                matches!(source, Some(NamedValueSource::Literal(_)))
            }
            Piece::Expression(_) => false,
        })
    }

    /// The expression that is the whole value of an attribute. None where it is another value; what is wrong with it is
    /// said, and comes as `Some(None)`.
    pub(in crate::policy) fn whole_expression(&mut self, node: &Node, what: &str) -> Option<Option<Expression>> {
        let source = node.as_str()?;
        let inner = source.strip_prefix("${")?;
        if closing(source).is_some_and(|length| length < source.len()) {
            return None;
        }
        if closing(source).is_none() {
            self.unclosed(node.span, "${", "}");
            return Some(None);
        }
        let places = Places::of(node, self.sources).part(2..inner.len() + 1);
        Some(self.expression(&source[2..inner.len() + 1], &places, what, true))
    }

    /// The value of a variable: what is written out, a named value with its type, or an expression with its own.
    pub(in crate::policy) fn variable_value(&mut self, node: &Node, what: &str) -> Option<Argument> {
        if let Some(written) = self.whole_expression(node, what) {
            return written.map(Argument::Computed);
        }
        let plain = node.as_number().map(str::to_owned).or(node.as_bool().map(|value| value.to_string()));
        if let Some(plain) = plain {
            return match expression::parse(&plain, &Places::plain(&plain, node.span)) {
                Ok(written) => Some(Argument::Computed(written)),
                Err(_) => {
                    self.invalid(node.span, format!("{what} is larger than any number"), "write a smaller number");
                    None
                }
            };
        }
        if node.as_str().is_none() {
            self.wrong_kind(node, what, "a string, a number or a boolean");
            return None;
        }
        let text = self.dynamic_lines(node, what)?;
        let Some(name) = text.as_named_value() else { return Some(Argument::Text(text)) };
        let kind = self.named_values.get(name).map(|value| value.kind);
        let name = Spanned::new(name.to_owned(), node.span);
        Some(match kind {
            Some(ValueType::Bool) => Argument::Bool(Value::NamedValue(name)),
            Some(ValueType::Int) => Argument::Integer(Value::NamedValue(name)),
            Some(ValueType::Float) => Argument::Number(Value::NamedValue(name)),
            Some(ValueType::String) | None => Argument::Text(text),
        })
    }

    /// A truth value, written out or that of a named value.
    pub(in crate::policy) fn boolean_value(&mut self, node: &Node, what: &str) -> Option<Value<bool>> {
        if let Some(value) = node.as_bool() {
            return Some(Value::Literal(value));
        }
        if node.as_str().is_none_or(|text| !text.contains("{{")) {
            self.wrong_kind(node, what, "a boolean");
            return None;
        }
        let name = self.typed_reference(node, what, ValueType::Bool)?;
        Some(Value::NamedValue(Spanned::new(name, node.span)))
    }

    /// A whole number from 0, written out or that of a named value.
    pub(in crate::policy) fn integer_value(&mut self, node: &Node, what: &str) -> Option<Value<u64>> {
        let Some(text) = node.as_number() else {
            let value = self.named_number(node, what, ValueType::Int)?;
            return (!self.is_negative(&value, what)).then_some(value);
        };
        if let Ok(value) = text.parse() {
            return Some(Value::Literal(value));
        }
        self.invalid(node.span, format!("{what} must be a whole number from 0"), "write such a number");
        None
    }

    /// A number, written out or that of a named value.
    pub(in crate::policy) fn number_value(&mut self, node: &Node, what: &str) -> Option<Value<f64>> {
        let Some(text) = node.as_number() else { return self.named_number(node, what, ValueType::Float) };
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Some(Value::Literal(value)),
            _ => {
                self.invalid(node.span, format!("{what} is larger than any number"), "write a smaller number");
                None
            }
        }
    }

    fn named_number<T>(&mut self, node: &Node, what: &str, expected: ValueType) -> Option<Value<T>> {
        if node.as_str().is_none_or(|text| !text.contains("{{")) {
            self.wrong_kind(node, what, &expected.to_string());
            return None;
        }
        let name = self.typed_reference(node, what, expected)?;
        Some(Value::NamedValue(Spanned::new(name, node.span)))
    }

    /// Whether the literal or the default of a named value is below 0, which is said. One that the binary reads counts as
    /// 0 there.
    fn is_negative(&mut self, value: &Value<u64>, what: &str) -> bool {
        let Value::NamedValue(name) = value else { return false };
        let Some(named) = self.named_values.get(&name.value) else { return false };
        let Some(Scalar::Int(number @ ..0)) = named.known() else { return false };
        let message = format!("{what} must be a whole number from 0, and `{}` is {number}", name.value);
        let diagnostic = Diagnostic::at(Code::GW0412, name.span, message)
            .label(named.name.span, format!("{number} by its literal or default"))
            .help(format!("give `{}` a number from 0", name.value));
        self.say(diagnostic);
        true
    }

    /// The name in a text that is one reference to a named value of this type.
    fn typed_reference(&mut self, node: &Node, what: &str, expected: ValueType) -> Option<String> {
        let text = self.text(node, what)?;
        let Some(name) = text.as_named_value() else {
            let message = format!("{what} must be {expected}, and text around a reference makes it a string");
            self.say(Diagnostic::at(Code::GW0401, node.span, message).help("write the reference and nothing else"));
            return None;
        };
        let value = self.named_values.get(name)?;
        if value.kind != expected {
            let message = format!("{what} must be {expected}, and `{name}` is {}", value.kind);
            let diagnostic = Diagnostic::at(Code::GW0412, node.span, message)
                .words(format!("{expected} is expected here"))
                .label(value.name.span, format!("{} by its literal or default", value.kind))
                .help(format!("give `{name}` a default that is {expected}, or write the value out"));
            self.say(diagnostic);
            return None;
        }
        Some(name.to_owned())
    }

    fn reference(&mut self, name: &str, span: Span) -> Option<String> {
        if self.declared.contains_key(name) {
            self.used.insert(name.to_owned());
            return self.named_values.contains_key(name).then(|| name.to_owned());
        }
        let help = match did_you_mean(name, self.declared.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare it under `named-values`, or write `\\{{` for the characters".to_owned(),
        };
        self.say(Diagnostic::at(Code::GW0408, span, format!("there is no named value `{name}`")).help(help));
        None
    }

    fn unclosed(&mut self, span: Span, open: &str, close: &str) {
        let escape = if open == "${" { "$${" } else { "\\{{" };
        let message = format!("`{open}` without `{close}`");
        let help = format!("close it with `{close}`, or write `{escape}` for the characters");
        self.say(Diagnostic::at(Code::GW0410, span, message).help(help));
    }
}

/// Whether a text is an amount of money that may be a budget.
fn is_amount(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let small = whole.parse::<u64>().is_ok_and(|whole| whole < 4_000_000 || (whole == 4_000_000 && is_zero(fraction)));
    digits(whole) && digits(fraction) && fraction.len() <= 9 && small && !(is_zero(whole) && is_zero(fraction))
}

fn is_zero(digits: &str) -> bool {
    digits.bytes().all(|digit| digit == b'0')
}

/// Whether a text is an expression as policies of API Management write it.
fn is_csharp(text: &str) -> bool {
    let text = text.trim();
    (text.starts_with("@(") && text.ends_with(')')) || (text.starts_with("@{") && text.ends_with('}'))
}

/// The length of an expression up to its closing brace; braces inside strings don't count.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut escaped = false;
    for (at, char) in text.char_indices() {
        match (quote, char) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if open == char => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(char),
            (None, '{') => depth += 1,
            (None, '}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            (None, _) => {}
        }
    }
    None
}
