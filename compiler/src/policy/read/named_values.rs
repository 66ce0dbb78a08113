//! `named-values`.

use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::format;
use crate::policy::model::{NamedValue, NamedValueSource, Scalar, SecretSource, Spanned, ValueType};
use crate::source::{Kind, Member, Node, Span};

const HELP: &str = "write a literal, `{ env: VARIABLE }`, `{ file: PATH }` or `{ secret: { env: VARIABLE } }`";

impl Reader<'_> {
    /// Reads all of them; texts that refer to them are read later.
    pub(super) fn named_values(&mut self, node: &Node) {
        let Some(object) = self.object(node, "`named-values`") else { return };
        for member in object.sorted() {
            self.declared.insert(member.key.to_string(), member.key_span);
            if let Some(value) = self.named_value(member) {
                self.named_values.insert(member.key.to_string(), value);
            }
        }
    }

    /// Says which ones nothing refers to.
    pub(super) fn unused_named_values(&mut self) {
        let unused: Vec<_> =
            self.declared.iter().filter(|(name, _)| !self.used.contains(*name)).map(|(n, s)| (n.clone(), *s)).collect();
        for (name, span) in unused {
            let message = format!("nothing refers to the named value `{name}`");
            self.say(Diagnostic::at(Code::GW0409, span, message).help("remove it, or use it as `\"{{name}}\"`"));
        }
    }

    fn named_value(&mut self, member: &Member) -> Option<NamedValue> {
        let name = self.name(&member.key, member.key_span, "a named value");
        let (source, kind) = if member.value.as_object().is_some() {
            self.named_value_source(&member.value)?
        } else {
            let literal = self.scalar(&member.value, "a named value")?;
            let kind = literal.value.kind();
            (NamedValueSource::Literal(literal), kind)
        };
        Some(NamedValue { name: name?, source, kind })
    }

    fn named_value_source(&mut self, node: &Node) -> Option<(NamedValueSource, ValueType)> {
        let fields = self.fields(node, &format::NAMED_VALUE)?;
        let sources: Vec<&Member> = ["env", "file", "secret"].iter().filter_map(|key| fields.member(key)).collect();
        let origin = match sources.as_slice() {
            [origin] => *origin,
            [] => {
                self.say(Diagnostic::at(Code::GW0403, node.span, "the named value comes from nowhere").help(HELP));
                return None;
            }
            [first, second, ..] => {
                let message = format!("`{}` and `{}` exclude each other", first.key, second.key);
                let diagnostic = Diagnostic::at(Code::GW0417, second.key_span, message);
                self.say(diagnostic.label(first.key_span, "the other one").help(HELP));
                return None;
            }
        };
        if let Some(reload) = fields.member("reload").filter(|_| &*origin.key != "file") {
            self.contradiction(reload, origin, "only files are read again");
        }
        if let Some(default) = fields.member("default").filter(|_| &*origin.key == "secret") {
            self.contradiction(default, origin, "a secret has no default, which would stand in the emitted code");
            return None;
        }
        let default = match fields.get("default") {
            Some(node) => Some(self.scalar(node, "`default`")?),
            None => None,
        };
        let kind = default.as_ref().map_or(ValueType::String, |default| default.value.kind());
        let source = match &*origin.key {
            "env" => NamedValueSource::Env { var: self.variable(&origin.value)?, default },
            "file" => {
                let reload = fields.get("reload").and_then(|node| self.boolean(node, "`reload`")).unwrap_or(false);
                NamedValueSource::File { path: self.plain(&origin.value, "`file`")?, default, reload }
            }
            _ => NamedValueSource::Secret(self.secret(&origin.value)?),
        };
        Some((source, kind))
    }

    fn secret(&mut self, node: &Node) -> Option<SecretSource> {
        let fields = self.fields(node, &format::SECRET)?;
        let origin = fields.one(self, "write `{ env: VARIABLE }` or `{ file: PATH }`")?;
        match &*origin.key {
            "env" => Some(SecretSource::Env(self.variable(&origin.value)?)),
            "file" => Some(SecretSource::File(self.plain(&origin.value, "`file`")?)),
            _ => None,
        }
    }

    /// The name of an environment variable.
    fn variable(&mut self, node: &Node) -> Option<Spanned<String>> {
        let name = self.plain(node, "`env`")?;
        let letter = |char: char| char.is_ascii_alphabetic() || char == '_';
        if name.value.starts_with(letter) && name.value.chars().all(|char| letter(char) || char.is_ascii_digit()) {
            return Some(name);
        }
        let message = format!("`{}` can't be the name of an environment variable", name.value);
        self.invalid(name.span, message, "write letters, digits and underscores, such as `AZURE_OPENAI_KEY`");
        None
    }

    fn scalar(&mut self, node: &Node, what: &str) -> Option<Spanned<Scalar>> {
        let scalar = match &node.kind {
            Kind::Bool(value) => Scalar::Bool(*value),
            Kind::String(text) => {
                if text.contains("{{") || text.contains("${") {
                    self.invalid(node.span, format!("{what} can't refer to other values"), "write the value out");
                    return None;
                }
                Scalar::String(text.to_string())
            }
            Kind::Number(text) => match (text.parse(), text.parse::<f64>()) {
                (Ok(int), _) => Scalar::Int(int),
                (_, Ok(float)) if float.is_finite() && text.contains(['.', 'e', 'E']) => Scalar::Float(float),
                _ => {
                    self.invalid(
                        node.span,
                        format!("{what} is out of the range of 64 bits"),
                        "quote it, if it is text",
                    );
                    return None;
                }
            },
            _ => {
                self.wrong_kind(node, what, "a number, a boolean or a string");
                return None;
            }
        };
        Some(Spanned::new(scalar, node.span))
    }

    /// Says that one key makes no sense beside another.
    pub(in crate::policy) fn contradiction(&mut self, wrong: &Member, beside: &Member, reason: &str) {
        self.contradicting((&wrong.key, wrong.key_span), (&beside.key, beside.key_span), reason);
    }

    /// The same of two keys with their places.
    pub(in crate::policy) fn contradicting(&mut self, wrong: (&str, Span), beside: (&str, Span), reason: &str) {
        let message = format!("`{}` makes no sense beside `{}`: {reason}", wrong.0, beside.0);
        let diagnostic = Diagnostic::at(Code::GW0417, wrong.1, message);
        self.say(diagnostic.label(beside.1, "beside this").help(format!("remove `{}`", wrong.0)));
    }
}
