//! Look-ups: `of.member`, `of[key]`, `has(of.member)`.

use super::base::Base;
use super::{Absent, Checker, Found, shown};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::expression::ast::{Kind, Literal, Node};
use crate::expression::environment::Declared;
use crate::expression::members::{Shape, Step};
use crate::expression::typed::{Read, Root, Value, What};
use crate::expression::types::Type;
use crate::source::Span;

/// What is looked for in a part of a call.
#[derive(Clone, Copy)]
pub(super) enum Key<'n> {
    /// A name that is written out.
    Name(&'n str),
    /// A name that is computed for each call.
    Computed(&'n Node),
}

impl<'e> Checker<'_, 'e> {
    pub(super) fn select(&mut self, node: &Node, of: &Node, member: &str) -> Option<Found<'e>> {
        if let Some(base) = self.base(of) {
            return self.entry(base, Key::Name(member), node);
        }
        let found = self.found(of)?;
        self.member(node, found, member)
    }

    pub(super) fn has(&mut self, node: &Node, of: &Node, member: &str) -> Option<Found<'e>> {
        let found = match self.base(of) {
            Some(base) => self.entry(base, Key::Name(member), node)?,
            None if self.is_root(of) => {
                let kind = Kind::Select(Box::new(of.clone()), member.to_owned());
                self.found(&Node { kind, span: node.span })?
            }
            None => {
                let found = self.found(of)?;
                if let Type::Map(key, _) = &found.value.ty
                    && found.shape.is_none()
                {
                    if key.common(&Type::String).is_none() {
                        self.say(Code::GW0702, node.span, "the keys of the map are no strings", "write `key in map`");
                        return None;
                    }
                    let key = Value { ty: Type::String, what: What::Literal(Literal::String(member.to_owned())) };
                    let ty = Type::Map(Box::new(Type::String), Box::new(Type::Any));
                    let map = self.present(found, of)?;
                    return Some(contains(key, map.settled(&ty)));
                }
                self.member(node, found, member)?
            }
        };
        self.tested(found, node)
    }

    /// Whether a look-up finds something.
    pub(super) fn tested(&mut self, found: Found<'e>, node: &Node) -> Option<Found<'e>> {
        match found.value.what {
            What::Read(read) => {
                self.note(&read);
                Some(Found::certain(Type::Boolean, What::Has(read)))
            }
            _ => {
                self.say(Code::GW0702, node.span, "only a look-up can be absent", "leave the test out");
                None
            }
        }
    }

    pub(super) fn index(&mut self, node: &Node, of: &Node, key: &Node) -> Option<Found<'e>> {
        if let Some(base) = self.base(of) {
            let name = Self::literal_key(key).map_or(Key::Computed(key), Key::Name);
            return self.entry(base, name, node);
        }
        let found = self.found(of)?;
        if found.shape.is_some()
            && let Some(name) = Self::literal_key(key)
        {
            return self.member(node, found, name);
        }
        match (&found.value.ty, &found.shape, &found.value.what) {
            (Type::List(_), Some(shape), What::Read(Read::Member { of: root, pointer })) => {
                let Literal::Int(at) = literal(key)? else {
                    let key = self.of_type(key, &Type::Int)?;
                    let list = self.present(found, of)?;
                    return Some(indexed(list, key));
                };
                // An array may be shorter.
                let items = Shape { absent: true, ..shape.items() };
                let (root, pointer) = (root.clone(), format!("{pointer}/{at}"));
                let span = items.place.or_else(|| self.root_span(&root));
                self.json(root, pointer, items, "the array", span)
            }
            (Type::List(_), ..) => {
                let key = self.of_type(key, &Type::Int)?;
                let list = self.present(found, of)?;
                Some(indexed(list, key))
            }
            (Type::Map(wanted, _), ..) => {
                let wanted = (**wanted).clone();
                let key = self.of_type(key, &wanted)?;
                let ty = Type::Map(Box::new(key.ty.clone()), Box::new(Type::Any));
                let map = self.present(found, of)?;
                Some(indexed(map.settled(&ty), key))
            }
            (other, ..) => {
                let other = other.clone();
                self.wrong_type(of, "a list or a map", &other);
                None
            }
        }
    }

    /// A member of a JSON value, or a value of a map.
    fn member(&mut self, node: &Node, found: Found<'e>, name: &str) -> Option<Found<'e>> {
        let (shape, read) = match (found.shape, found.value.what) {
            (Some(shape), What::Read(Read::Member { of, pointer })) => (shape, (of, pointer)),
            (_, what) => {
                let ty = found.value.ty;
                let Type::Map(key, _) = &ty else {
                    let message = format!("{} has no members: the value before the dot is {ty}", shown(node));
                    let help = match ty {
                        Type::Json => "go through the list: `list.map(item, default(item.member, \"\"))[...]`",
                        _ => "look into a value that has members",
                    };
                    self.say(Code::GW0702, node.span, message, help);
                    return None;
                };
                if key.common(&Type::String).is_none() {
                    self.say(Code::GW0702, node.span, "the keys of the map are no strings", "write `map[key]`");
                    return None;
                }
                let key = Value { ty: Type::String, what: What::Literal(Literal::String(name.to_owned())) };
                let keyed = Type::Map(Box::new(Type::String), Box::new(Type::Any));
                return Some(indexed(Value { ty, what }.settled(&keyed), key));
            }
        };
        let (of, pointer) = read;
        let pointer = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
        let declared = shape.place(name);
        let span = declared.or_else(|| self.root_span(&of));
        let (whole, schema) = match of {
            Root::Answer => ("the answers of the operation", "the answers of the operation"),
            _ => ("the schema of the request's body", "the schema of the body"),
        };
        match shape.member(name) {
            Step::Found(member) => {
                let what = if of == Root::Claims { "jwt" } else { name };
                self.json(of, pointer, member, what, span)
            }
            Step::Undeclared(names) => {
                let message = format!("{} is read, and the spec declares no member `{name}` there", shown(node));
                let help = match did_you_mean(name, names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if names.is_empty() => "the spec declares no members there".to_owned(),
                    None => format!("the members are {}", few(&names.iter().copied().collect::<Vec<_>>())),
                };
                self.unknown(node, message, help, span, whole);
                None
            }
            Step::NoObject => {
                let message = format!("{} is read, and the spec has no object there", shown(node));
                self.unknown(node, message, "read the value itself".to_owned(), span, schema);
                None
            }
        }
    }

    fn unknown(&mut self, node: &Node, message: String, help: String, span: Option<Span>, words: &str) {
        let diagnostic = Diagnostic::at(Code::GW0703, node.span, message).help(help);
        self.diagnostics.push(match span {
            Some(span) => diagnostic.label(span, words),
            None => diagnostic,
        });
    }

    /// What a part of a call has under a name.
    pub(super) fn entry(&mut self, base: Base, key: Key<'_>, node: &Node) -> Option<Found<'e>> {
        match base {
            Base::Headers { response } => {
                if response && !self.answered(node) {
                    return None;
                }
                let mut name = self.key(key)?;
                if let What::Literal(Literal::String(name)) = &mut name.what {
                    name.make_ascii_lowercase();
                }
                Some(text(Read::Header { response, name: Box::new(name) }))
            }
            Base::Query => {
                let name = self.key(key)?;
                Some(text(Read::Query(Box::new(name))))
            }
            Base::Parameters => {
                let name = self.written(key, node)?;
                self.parameter(name, node)
            }
            Base::Variables => {
                let declared = self.environment.variables;
                let name = self.written(key, node)?;
                let found = self.declared(declared, name, node, "no policy that runs before sets the variable")?;
                let read = Read::Variable(name.to_owned());
                if found.ty == Type::Json {
                    let mut shape = self.anything();
                    shape.absent = !found.certain;
                    return self.json(Root::Variable(name.to_owned()), String::new(), shape, name, found.span);
                }
                Some(self.maybe(read, found, "not every call sets it"))
            }
            Base::Attributes => {
                let declared = self.environment.attributes;
                let name = self.written(key, node)?;
                let found = self.declared(declared, name, node, "`subscriptions` declares no attribute")?;
                let read = Read::Attribute(name.to_owned());
                Some(self.maybe(read, found, "it has no default"))
            }
        }
    }

    fn key(&mut self, key: Key<'_>) -> Option<Value> {
        match key {
            Key::Name(name) => Some(Value { ty: Type::String, what: What::Literal(Literal::String(name.to_owned())) }),
            Key::Computed(node) => self.of_type(node, &Type::String),
        }
    }

    /// A name that must be written out, since its type hangs on it.
    fn written<'n>(&mut self, key: Key<'n>, node: &Node) -> Option<&'n str> {
        match key {
            Key::Name(name) => Some(name),
            Key::Computed(_) => {
                let help = "write the name in quotes";
                self.say(Code::GW0702, node.span, "the name must be known, since the type hangs on it", help);
                None
            }
        }
    }

    fn declared(
        &mut self,
        all: &'e std::collections::BTreeMap<String, Declared>,
        name: &str,
        node: &Node,
        message: &str,
    ) -> Option<&'e Declared> {
        if let Some(declared) = all.get(name) {
            return Some(declared);
        }
        let names: Vec<&str> = all.keys().map(String::as_str).collect();
        let help = match did_you_mean(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => "there are none here".to_owned(),
            None => format!("there are {}", few(&names)),
        };
        self.say(Code::GW0703, node.span, format!("{message} `{name}`"), help);
        None
    }

    fn maybe(&mut self, read: Read, declared: &Declared, reason: &str) -> Found<'e> {
        let absent = (!declared.certain && !self.is_proven(&read))
            .then(|| Absent { reason: reason.to_owned(), span: declared.span });
        Found { value: Value { ty: declared.ty.clone(), what: What::Read(read) }, shape: None, absent }
    }

    fn parameter(&mut self, name: &str, node: &Node) -> Option<Found<'e>> {
        let mut known: Option<(&Type, Option<Span>)> = None;
        let (mut certain, mut place) = (true, None);
        for view in self.environment.operations {
            let Some(parameter) = view.parameters.iter().find(|parameter| parameter.name == name) else {
                certain = false;
                place = place.or(view.span);
                continue;
            };
            if let Some((ty, other)) = known
                && *ty != parameter.ty
            {
                let message =
                    format!("the parameter `{name}` is {ty} for one operation and {} for another", parameter.ty);
                let diagnostic = Diagnostic::at(Code::GW0707, node.span, message)
                    .help("declare the policy at the operations themselves");
                let spans = [(other, "one"), (parameter.span, "the other")];
                let labels = spans.into_iter().filter_map(|(span, words)| Some((span?, words)));
                self.diagnostics.push(labels.fold(diagnostic, |all, (span, words)| all.label(span, words)));
                return None;
            }
            certain &= parameter.certain;
            if !parameter.certain {
                place = place.or(parameter.span);
            }
            known = Some((&parameter.ty, parameter.span));
        }
        let Some((ty, _)) = known else {
            self.no_parameter(name, node);
            return None;
        };
        let read = Read::Parameter(name.to_owned());
        let reason = "not every call has it".to_owned();
        let absent = (!certain && !self.is_proven(&read)).then_some(Absent { reason, span: place });
        Some(Found { value: Value { ty: ty.clone(), what: What::Read(read) }, shape: None, absent })
    }

    /// Where a parameter that an expression reads is declared.
    pub(super) fn parameter_span(&self, name: &str) -> Option<Span> {
        let parameters = self.environment.operations.iter().flat_map(|view| &view.parameters);
        parameters.filter(|parameter| parameter.name == name).find_map(|parameter| parameter.span)
    }

    fn no_parameter(&mut self, name: &str, node: &Node) {
        let views = self.environment.operations;
        let names: Vec<&str> = views.iter().flat_map(|view| &view.parameters).map(|parameter| parameter.name).collect();
        let message = match views {
            [only] => format!("`{}` has no parameter `{name}`", only.id),
            _ => format!("no operation has a parameter `{name}`"),
        };
        let help = match did_you_mean(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => "it has none".to_owned(),
            None => format!("there are {}", few(&names)),
        };
        self.unknown(node, message, help, views.first().and_then(|view| view.span), "the operation");
    }
}

/// A few names, as a message lists them.
fn few(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(8).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(shown.len());
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// A text that is empty where there is none.
fn text<'e>(read: Read) -> Found<'e> {
    Found::certain(Type::String, What::Read(read))
}

fn literal(key: &Node) -> Option<&Literal> {
    match &key.kind {
        crate::expression::ast::Kind::Literal(literal) => Some(literal),
        _ => Some(&Literal::Null),
    }
}

fn indexed<'e>(of: Value, key: Value) -> Found<'e> {
    let ty = match &of.ty {
        Type::List(item) => (**item).clone(),
        Type::Map(_, value) => (**value).clone(),
        _ => Type::Any,
    };
    Found::certain(ty, What::Index(Box::new(of), Box::new(key)))
}

/// Whether a list or a map holds a value.
pub(super) fn contains<'e>(needle: Value, of: Value) -> Found<'e> {
    use crate::expression::ast::Operator;
    Found::certain(Type::Boolean, What::Binary(Operator::In, Box::new(needle), Box::new(of)))
}
