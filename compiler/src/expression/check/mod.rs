//! Types and look-ups against what is visible at the place of an expression.

mod absent;
mod base;
mod function;
mod look_up;
mod operator;

use super::ast::{Each, Kind, Literal, Node};
use super::environment::Environment;
use super::members::Shape;
use super::typed::{Function, Read, Reads, Root, Typed, Value, What};
use super::types::Type;
use super::{Expected, Expression};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// Checks an expression at its place.
pub(super) fn check(
    expression: &Expression,
    environment: &Environment<'_>,
    expected: Expected,
) -> Result<Typed, Vec<Diagnostic>> {
    let mut checker = Checker {
        environment,
        locals: Vec::new(),
        proven: Vec::new(),
        reads: Reads::default(),
        diagnostics: Vec::new(),
        steps: MAX_STEPS,
    };
    let value = checker.value(&expression.root).and_then(|value| checker.expect(value, &expression.root, expected));
    match value {
        Some(value) if checker.diagnostics.is_empty() => {
            Ok(Typed { source: expression.source.clone(), reads: checker.reads, value })
        }
        _ => Err(checker.diagnostics),
    }
}

struct Checker<'c, 'e> {
    environment: &'c Environment<'e>,
    /// What macros go through, the innermost last.
    locals: Vec<Local<'e>>,
    /// Look-ups that are known to find something.
    proven: Vec<Read>,
    reads: Reads,
    diagnostics: Vec<Diagnostic>,
    /// How many nodes may still be looked at.
    steps: u32,
}

/// How many nodes are looked at, one often being looked at twice.
const MAX_STEPS: u32 = 20_000;

struct Local<'e> {
    name: String,
    ty: Type,
    shape: Option<Shape<'e>>,
}

/// What a node is: its value, what is known of it as JSON, and why it may be absent.
struct Found<'e> {
    value: Value,
    shape: Option<Shape<'e>>,
    absent: Option<Absent>,
}

/// Why a look-up may find nothing.
struct Absent {
    /// The words for it, behind the expression itself.
    reason: String,
    /// Where that is said.
    span: Option<Span>,
}

impl Found<'_> {
    fn certain(ty: Type, what: What) -> Self {
        Self { value: Value { ty, what }, shape: None, absent: None }
    }
}

impl<'e> Checker<'_, 'e> {
    /// A value that is there. What may be absent is said.
    fn value(&mut self, node: &Node) -> Option<Value> {
        let found = self.found(node)?;
        self.present(found, node)
    }

    fn present(&mut self, found: Found<'e>, node: &Node) -> Option<Value> {
        // No value has this type: it is what an empty list or map would hold.
        if found.value.ty == Type::Any {
            self.say(Code::GW0702, node.span, "an empty list or map has nothing to look up", "write its items");
            return None;
        }
        let Some(absent) = found.absent else {
            if let What::Read(read) = &found.value.what {
                self.note(read);
            }
            return Some(found.value);
        };
        let words = shown(node);
        let message = format!("{words} may be absent: {}", absent.reason);
        let help = match node.path() {
            Some(_) => format!("write `default({0}, ...)`, or test it with `has({0})`", bare(node)),
            None => format!("write `default({}, ...)`", bare(node)),
        };
        let diagnostic = Diagnostic::at(Code::GW0704, node.span, message).help(help);
        self.diagnostics.push(match absent.span {
            Some(span) => diagnostic.label(span, "declared here"),
            None => diagnostic,
        });
        None
    }

    fn say(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::at(code, span, message).help(help));
    }

    fn wrong_type(&mut self, node: &Node, expected: &str, found: &Type) {
        let message = format!("{expected} is expected, and {} is {found}", shown(node));
        let diagnostic = Diagnostic::at(Code::GW0702, node.span, message).words(found.to_string());
        let diagnostic = match found {
            Type::Json if expected.starts_with("a list") => {
                diagnostic.help(format!("say that it is a list: `default({}, [])`", shown(node).trim_matches('`')))
            }
            _ => diagnostic,
        };
        let diagnostic = self.declaring(diagnostic, &[node]);
        self.diagnostics.push(diagnostic);
    }

    /// Adds where the types of some look-ups come from.
    fn declaring(&mut self, diagnostic: Diagnostic, nodes: &[&Node]) -> Diagnostic {
        nodes.iter().fold(diagnostic, |diagnostic, node| {
            let Some(Found { value: Value { what: What::Read(read), .. }, shape, .. }) =
                self.quietly(|checker| checker.found(node))
            else {
                return diagnostic;
            };
            let own = shape.and_then(|shape| shape.place);
            let place = match &read {
                Read::Member { of: of @ (Root::Body | Root::Answer), .. } => {
                    (own.or_else(|| self.root_span(of)), "by this schema")
                }
                Read::Parameter(name) => (self.parameter_span(name), "declared for this operation"),
                Read::Variable(name) | Read::Member { of: Root::Variable(name), .. } => {
                    (self.environment.variables.get(name).and_then(|declared| declared.span), "set here")
                }
                Read::Attribute(name) => {
                    let declared = self.environment.attributes.get(name);
                    (declared.and_then(|declared| declared.span), "declared here")
                }
                _ => (None, ""),
            };
            match place {
                (Some(span), words) => diagnostic.label(span, words),
                (None, _) => diagnostic,
            }
        })
    }

    /// What a node is; it may be absent. `None` comes with a message.
    fn found(&mut self, node: &Node) -> Option<Found<'e>> {
        // A condition is looked at again for what it proves, so conditions within conditions multiply.
        let Some(steps) = self.steps.checked_sub(1) else {
            if self.diagnostics.is_empty() {
                self.say(
                    Code::GW0701,
                    node.span,
                    "the expression is too complex",
                    "set a variable before, and use that",
                );
            }
            return None;
        };
        self.steps = steps;
        if let Some(found) = self.looked_up(node) {
            return found;
        }
        Some(match &node.kind {
            Kind::Literal(literal) => Found::certain(literal_type(literal), What::Literal(literal.clone())),
            Kind::Name(name) => return self.name(node, name),
            Kind::Select(of, member) => return self.select(node, of, member),
            Kind::Has(of, member) => return self.has(node, of, member),
            Kind::Index(of, key) => return self.index(node, of, key),
            Kind::Call { function, on, arguments } => return self.call(node, function, on.as_deref(), arguments),
            Kind::Not(inner) => {
                let inner = self.of_type(inner, &Type::Boolean)?;
                Found::certain(Type::Boolean, What::Not(Box::new(inner)))
            }
            Kind::Negate(inner) => {
                let value = self.value(inner)?;
                if !matches!(value.ty, Type::Int | Type::Double) {
                    self.wrong_type(inner, "a number with a sign", &value.ty);
                    return None;
                }
                Found::certain(value.ty.clone(), What::Negate(Box::new(value)))
            }
            Kind::Binary(operator, left, right) => return self.binary(node, *operator, left, right),
            Kind::Conditional(condition, one, other) => return self.conditional(condition, one, other),
            Kind::List(items) => return self.list(items),
            Kind::Map(entries) => return self.map(entries),
            Kind::Each { each, over, variable, filter, body } => {
                return self.each(*each, over, variable, filter.as_deref(), body);
            }
        })
    }

    fn name(&mut self, node: &Node, name: &str) -> Option<Found<'e>> {
        if let Some(local) = self.locals.iter().rev().find(|local| local.name == name) {
            let what = match local.ty {
                Type::Json => What::Read(Read::Member { of: Root::Local(name.to_owned()), pointer: String::new() }),
                _ => What::Local(name.to_owned()),
            };
            return Some(Found {
                value: Value { ty: local.ty.clone(), what },
                shape: local.shape.clone(),
                absent: None,
            });
        }
        if TYPES.contains(&name) {
            return Some(Found::certain(Type::Type, What::Literal(Literal::String(name.to_owned()))));
        }
        self.unknown_name(node, name);
        None
    }

    /// A value of one type; a JSON value is none.
    fn of_type(&mut self, node: &Node, ty: &Type) -> Option<Value> {
        let value = self.value(node)?;
        if value.ty.common(ty).is_none() {
            self.wrong_type(node, &ty.to_string(), &value.ty);
            return None;
        }
        Some(value)
    }

    fn conditional(&mut self, condition: &Node, one: &Node, other: &Node) -> Option<Found<'e>> {
        let test = self.of_type(condition, &Type::Boolean);
        let first = self.where_holds(condition, true, |checker| checker.value(one));
        let second = self.where_holds(condition, false, |checker| checker.value(other));
        let (test, first, second) = (test?, first?, second?);
        let Some(ty) = first.ty.common(&second.ty) else {
            let message = format!("one branch is {}, the other is {}", first.ty, second.ty);
            self.diagnostics.push(
                Diagnostic::at(Code::GW0702, other.span, message)
                    .words(second.ty.to_string())
                    .label(one.span, first.ty.to_string())
                    .help("give both branches one type"),
            );
            return None;
        };
        let boxed = (Box::new(test), Box::new(first.settled(&ty)), Box::new(second.settled(&ty)));
        Some(Found::certain(ty, What::Conditional(boxed.0, boxed.1, boxed.2)))
    }

    fn list(&mut self, items: &[Node]) -> Option<Found<'e>> {
        let (values, ty) = self.same(items.iter())?;
        Some(Found::certain(Type::List(Box::new(ty)), What::List(values)))
    }

    fn map(&mut self, entries: &[(Node, Node)]) -> Option<Found<'e>> {
        let (keys, key) = self.same(entries.iter().map(|(key, _)| key))?;
        let (values, value) = self.same(entries.iter().map(|(_, value)| value))?;
        if !matches!(key, Type::String | Type::Int | Type::Uint | Type::Boolean | Type::Any) {
            if let Some((node, _)) = entries.first() {
                self.wrong_type(node, "a key: a string, a whole number or a boolean", &key);
            }
            return None;
        }
        let ty = Type::Map(Box::new(key), Box::new(value));
        Some(Found::certain(ty, What::Map(keys.into_iter().zip(values).collect())))
    }

    /// Values of one type.
    fn same<'n>(&mut self, nodes: impl Iterator<Item = &'n Node>) -> Option<(Vec<Value>, Type)> {
        let (mut values, mut ty, mut good) = (Vec::new(), Type::Any, true);
        for node in nodes {
            let Some(value) = self.value(node) else {
                good = false;
                continue;
            };
            match ty.common(&value.ty) {
                Some(common) => ty = common,
                None => {
                    self.wrong_type(node, &format!("{ty}, as before,"), &value.ty);
                    good = false;
                }
            }
            values.push(value);
        }
        let values = values.into_iter().map(|value: Value| value.settled(&ty)).collect();
        good.then_some((values, ty))
    }

    fn each(
        &mut self,
        each: Each,
        over: &Node,
        variable: &str,
        filter: Option<&Node>,
        body: &Node,
    ) -> Option<Found<'e>> {
        let found = self.found(over)?;
        let whole = found.shape.clone();
        let list = self.present(found, over)?;
        let (ty, shape) = match &list.ty {
            Type::List(item) => ((**item).clone(), whole.as_ref().map(Shape::items)),
            Type::Map(key, _) => ((**key).clone(), None),
            other => {
                self.wrong_type(over, "a list or a map", other);
                return None;
            }
        };
        // Nothing tells what a local of such a type is compared or joined with.
        if ty.is_open() {
            self.say(Code::GW0702, over.span, "an empty list or map has nothing to go through", "write its items");
            return None;
        }
        self.locals.push(Local { name: variable.to_owned(), ty: ty.clone(), shape });
        let filter = filter.map(|filter| self.of_type(filter, &Type::Boolean));
        let inner = match each {
            Each::Map => self.value(body),
            _ => self.of_type(body, &Type::Boolean),
        };
        self.locals.pop();
        let inner = inner?;
        let filter = match filter {
            Some(filter) => Some(Box::new(filter?)),
            None => None,
        };
        let result = match each {
            Each::Map => Type::List(Box::new(inner.ty.clone())),
            Each::Filter => Type::List(Box::new(ty)),
            _ => Type::Boolean,
        };
        let variable = variable.to_owned();
        let what = What::Each { each, over: Box::new(list), variable, filter, body: Box::new(inner) };
        // What is left of a list is of the same shape.
        let shape = whole.filter(|_| each == Each::Filter);
        Some(Found { shape, ..Found::certain(result, what) })
    }

    /// The value as the attribute needs it.
    fn expect(&mut self, value: Value, node: &Node, expected: Expected) -> Option<Value> {
        let good = match expected {
            Expected::Any => true,
            Expected::Text => {
                if value.ty == Type::String {
                    return Some(value);
                }
                if text_of(&value.ty) {
                    return Some(Value { ty: Type::String, what: What::Call(Function::ToString, vec![value]) });
                }
                false
            }
            Expected::Boolean => value.ty == Type::Boolean,
            Expected::Integer => matches!(value.ty, Type::Int | Type::Uint),
            Expected::Number => value.ty.is_number(),
            Expected::Duration => value.ty == Type::Duration,
            Expected::Variable => kept(&value.ty),
        };
        if good {
            return Some(value);
        }
        let words = expected.words();
        self.wrong_type(node, words, &value.ty);
        if value.ty == Type::Json
            && expected == Expected::Text
            && let Some(last) = self.diagnostics.last_mut()
        {
            last.help = Some(format!("write `string({})` for one that is a string, a number or a boolean", bare(node)));
        }
        None
    }
}

/// The names that stand for types.
const TYPES: &[&str] = &["bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"];

/// Whether a variable can keep it. What is in a list or a map is kept as JSON.
fn kept(ty: &Type) -> bool {
    fn within(ty: &Type) -> bool {
        match ty {
            Type::Boolean | Type::Int | Type::Double | Type::String => true,
            Type::List(item) => within(item),
            Type::Map(key, value) => **key == Type::String && within(value),
            _ => false,
        }
    }
    within(ty) || matches!(ty, Type::Uint | Type::Json | Type::Timestamp | Type::Duration)
}

/// Whether `string()` takes it.
fn text_of(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Boolean
            | Type::Int
            | Type::Uint
            | Type::Double
            | Type::String
            | Type::Bytes
            | Type::Timestamp
            | Type::Duration
    )
}

fn literal_type(literal: &Literal) -> Type {
    match literal {
        Literal::Null => Type::Null,
        Literal::Boolean(_) => Type::Boolean,
        Literal::Int(_) => Type::Int,
        Literal::Uint(_) => Type::Uint,
        Literal::Double(_) => Type::Double,
        Literal::String(_) => Type::String,
        Literal::Bytes(_) => Type::Bytes,
    }
}

/// A node in the words of a message.
fn shown(node: &Node) -> String {
    match &node.kind {
        Kind::Name(_) | Kind::Select(..) | Kind::Index(..) => format!("`{}`", bare(node)),
        Kind::Literal(_) => "this".to_owned(),
        _ => "this expression".to_owned(),
    }
}

/// A look-up as it is written; dots for what is none.
fn bare(node: &Node) -> String {
    match &node.kind {
        Kind::Name(name) => name.clone(),
        Kind::Select(of, member) => format!("{}.{member}", bare(of)),
        Kind::Index(of, key) => match &key.kind {
            Kind::Literal(Literal::String(key)) => format!("{}[{key:?}]", bare(of)),
            Kind::Literal(Literal::Int(key)) => format!("{}[{key}]", bare(of)),
            _ => format!("{}[...]", bare(of)),
        },
        _ => "...".to_owned(),
    }
}
