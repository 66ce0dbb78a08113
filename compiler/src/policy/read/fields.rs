//! Objects with strict keys.

use super::Reader;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::policy::format::Object;
use crate::policy::unsupported;
use crate::source::{self, Member, Node, Span};

/// An object of which every key is known.
pub(in crate::policy) struct Fields<'n> {
    object: &'n source::Object,
    /// Where the object stands.
    pub(in crate::policy) span: Span,
    what: String,
}

impl<'n> Fields<'n> {
    /// A value, if the key is there.
    pub(in crate::policy) fn get(&self, key: &str) -> Option<&'n Node> {
        self.object.get(key)
    }

    /// A value with its key, if it is there.
    pub(in crate::policy) fn member(&self, key: &str) -> Option<&'n Member> {
        self.object.member(key)
    }

    /// A value that must be there.
    pub(in crate::policy) fn require(&self, reader: &mut Reader<'_>, key: &str, help: &str) -> Option<&'n Node> {
        let found = self.get(key);
        if found.is_none() {
            let message = format!("`{key}` is missing in {}", self.what);
            reader.say(Diagnostic::at(Code::GW0403, self.span, message).help(help));
        }
        found
    }

    /// The only member of an object that must have exactly one of its keys.
    pub(in crate::policy) fn one(&self, reader: &mut Reader<'_>, help: &str) -> Option<&'n Member> {
        let mut members = self.object.iter();
        match (members.next(), members.next()) {
            (Some(only), None) => Some(only),
            (None, _) => {
                let message = format!("{} is empty", self.what);
                reader.say(Diagnostic::at(Code::GW0403, self.span, message).help(help));
                None
            }
            (Some(first), Some(second)) => {
                let message = format!("`{}` and `{}` exclude each other", first.key, second.key);
                let diagnostic = Diagnostic::at(Code::GW0417, second.key_span, message);
                reader.say(diagnostic.label(first.key_span, "the other one").help(help));
                None
            }
        }
    }
}

impl Reader<'_> {
    /// An object with the keys of its row in the format, and no others.
    pub(in crate::policy) fn fields<'n>(&mut self, node: &'n Node, object: &Object) -> Option<Fields<'n>> {
        self.fields_called(node, object.what, object)
    }

    /// The same of an object that messages name in their own way.
    pub(in crate::policy) fn fields_called<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        object: &Object,
    ) -> Option<Fields<'n>> {
        self.fields_of(node, what, object.path, &object.names())
    }

    /// An object with these keys and no others. `what` names it in messages; `scope` is its path in the table of what
    /// this version can't do.
    pub(in crate::policy) fn fields_of<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        scope: &str,
        known: &[&str],
    ) -> Option<Fields<'n>> {
        let object = self.object(node, what)?;
        for member in object.iter().filter(|member| !known.contains(&&*member.key)) {
            self.unknown_key(member, what, scope, known);
        }
        Some(Fields { object, span: node.span, what: what.to_owned() })
    }

    /// An object with whatever keys.
    pub(in crate::policy) fn object<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n source::Object> {
        let object = node.as_object();
        if object.is_none() {
            self.wrong_kind(node, what, "an object");
        }
        object
    }

    /// Says that a value is of another kind than it must be.
    pub(in crate::policy) fn wrong_kind(&mut self, node: &Node, what: &str, expected: &str) {
        let message = format!("{what} must be {expected}, not {}", node.kind_name());
        let diagnostic = Diagnostic::at(Code::GW0401, node.span, message).words(format!("{expected} is expected here"));
        self.say(diagnostic.help(if node.kind_name() == "null" {
            "leave the key out, or give it a value".to_owned()
        } else {
            format!("write {expected}")
        }));
    }

    fn unknown_key(&mut self, member: &Member, what: &str, scope: &str, known: &[&str]) {
        if self.diagnostics.is_full() {
            return;
        }
        let key = &*member.key;
        if let Some(words) = unsupported::key(scope, key) {
            self.unsupported(member.key_span, words, "leave this key out");
            return;
        }
        let mut candidates: Vec<&str> = known.to_vec();
        for key in unsupported::keys(scope) {
            candidates.push(key);
        }
        let help = match did_you_mean(key, candidates) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys of {what} are {}", listed(known)),
        };
        self.say(Diagnostic::at(Code::GW0402, member.key_span, format!("unknown key `{key}` in {what}")).help(help));
    }
}

/// What was left out is fine, what was said and refused is not.
pub(in crate::policy) fn transposed<T>(said: Option<Option<T>>) -> Option<Option<T>> {
    match said {
        None => Some(None),
        Some(None) => None,
        Some(value) => Some(value),
    }
}

/// `a`, `b` and `c`
pub(in crate::policy) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => "none".to_owned(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
