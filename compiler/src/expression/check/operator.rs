//! Operators of two operands, by the types that CEL lets them have (language definition, "List of Standard Definitions").

use super::base::Base;
use super::look_up::{Key, contains};
use super::{Checker, Found};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::ast::{Kind, Literal, Node, Operator};
use crate::expression::typed::{Read, Value, What};
use crate::expression::types::Type;

impl<'e> Checker<'_, 'e> {
    pub(super) fn binary(&mut self, node: &Node, operator: Operator, left: &Node, right: &Node) -> Option<Found<'e>> {
        match operator {
            Operator::And | Operator::Or => {
                let one = self.of_type(left, &Type::Boolean);
                let other =
                    self.where_holds(left, operator == Operator::And, |checker| checker.of_type(right, &Type::Boolean));
                Some(made(Type::Boolean, operator, one?, other?))
            }
            Operator::In => self.within(left, right),
            Operator::Equal | Operator::NotEqual => self.equality(operator, left, right),
            Operator::Subtract if self.hyphen(node) => None,
            _ => {
                let (one, other) = (self.value(left), self.value(right));
                let (one, other) = (one?, other?);
                if operator.orders() {
                    let (one, other) = alike(one, other);
                    let comparable =
                        (one.ty.is_number() && other.ty.is_number()) || (one.ty == other.ty && one.ty.is_ordered());
                    if comparable {
                        return Some(made(Type::Boolean, operator, one, other));
                    }
                    self.no_overload(node, operator, (left, &one.ty), (right, &other.ty));
                    return None;
                }
                if let Some(ty) = result(operator, &one.ty, &other.ty) {
                    if operator == Operator::Add && ty == Type::String {
                        return Some(concatenated(one, other));
                    }
                    return Some(made(ty, operator, one, other));
                }
                self.no_overload(node, operator, (left, &one.ty), (right, &other.ty));
                None
            }
        }
    }

    fn no_overload(&mut self, node: &Node, operator: Operator, left: (&Node, &Type), right: (&Node, &Type)) {
        let message = format!("`{}` can't stand between {} and {}", operator.sign(), left.1, right.1);
        let diagnostic = Diagnostic::at(Code::GW0702, node.span, message);
        let help = match (operator, left.1, right.1) {
            (_, Type::Int, Type::Double) | (_, Type::Double, Type::Int) => {
                Some("numbers are not converted by themselves: write `1.0` for `1`, or `double(...)`")
            }
            (Operator::Add, Type::String, _) | (Operator::Add, _, Type::String) => {
                Some("write `string(...)` around what is no string")
            }
            (_, Type::Json, _) | (_, _, Type::Json) => {
                Some("say what it is: `string(...)`, `int(...)`, `double(...)` or `bool(...)`")
            }
            _ => None,
        };
        self.diagnostics.push(match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }

    /// `==` and `!=`. A comparison with null asks whether something is there.
    fn equality(&mut self, operator: Operator, left: &Node, right: &Node) -> Option<Found<'e>> {
        for (one, other) in [(left, right), (right, left)] {
            if !matches!(one.kind, Kind::Literal(Literal::Null)) {
                continue;
            }
            let found = self.found(other)?;
            if found.value.ty == Type::Null {
                break;
            }
            if matches!(found.value.what, What::Read(_)) {
                let has = self.tested(found, other)?;
                return Some(match operator {
                    Operator::Equal => Found::certain(Type::Boolean, What::Not(Box::new(has.value))),
                    _ => has,
                });
            }
        }
        let (one, other) = (self.value(left), self.value(right));
        let (one, other) = (one?, other?);
        let json = |one: &Value, other: &Value| {
            one.ty == Type::Json
                && matches!(one.what, What::Read(_))
                && matches!(other.ty, Type::String | Type::Int | Type::Uint | Type::Double | Type::Boolean | Type::Null)
        };
        let (one, other) = alike(one, other);
        if (one.ty.is_number() && other.ty.is_number()) || comparable(&one.ty, &other.ty) || json(&one, &other) {
            return Some(made(Type::Boolean, operator, one, other));
        }
        if json(&other, &one) {
            return Some(made(Type::Boolean, operator, other, one));
        }
        let message = format!("{} is compared with {}, so they are never equal", one.ty, other.ty);
        self.diagnostics.push(
            Diagnostic::at(Code::GW0702, right.span, message)
                .words(other.ty.to_string())
                .label(left.span, one.ty.to_string())
                .help("compare values of one type; `int(...)`, `double(...)` and `string(...)` convert"),
        );
        None
    }

    /// `needle in list`, `key in map`, and whether a part of a call has a name.
    fn within(&mut self, left: &Node, right: &Node) -> Option<Found<'e>> {
        if let Some(base) = self.base(right) {
            let key = Self::literal_key(left).map_or(Key::Computed(left), Key::Name);
            if matches!(base, Base::Variables) && !matches!(key, Key::Computed(_)) {
                // A variable that nothing sets is never there; whoever tests it may share an expression.
                let found = self.entry(base, key, right)?;
                return self.tested(found, right);
            }
            let found = self.entry(base, key, right)?;
            return self.tested(found, right);
        }
        let found = self.found(right)?;
        if found.shape.is_some()
            && found.value.ty == Type::Json
            && let Some(name) = Self::literal_key(left)
            && !matches!(found.value.what, What::Read(Read::Member { ref pointer, .. }) if pointer.contains('/'))
        {
            // The body, the claims or a local as a whole.
            let found = self.select(right, right, name)?;
            return self.tested(found, right);
        }
        let of = self.present(found, right)?;
        let needle = self.value(left)?;
        match &of.ty {
            Type::List(item) if comparable(item, &needle.ty) || **item == Type::Json => {
                let ty = Type::List(Box::new(needle.ty.clone()));
                Some(contains(needle, of.settled(&ty)))
            }
            Type::Map(key, value) if comparable(key, &needle.ty) => {
                let ty = Type::Map(Box::new(needle.ty.clone()), value.clone());
                Some(contains(needle, of.settled(&ty)))
            }
            Type::Json if matches!(needle.ty, Type::String | Type::Int | Type::Double | Type::Boolean) => {
                Some(contains(needle, of))
            }
            Type::List(item) | Type::Map(item, _) => {
                let message = format!("{} is looked for among values of which each is {item}", needle.ty);
                self.say(Code::GW0702, left.span, message, "look for a value of that type");
                None
            }
            other => {
                let other = other.clone();
                self.wrong_type(right, "a list or a map", &other);
                None
            }
        }
    }

    /// Says so where hyphens of a name were read as subtractions: `request.params.deployment-id`.
    fn hyphen(&mut self, node: &Node) -> bool {
        let mut names = Vec::new();
        let mut left = node;
        while let Kind::Binary(Operator::Subtract, of, name) = &left.kind {
            let Kind::Name(part) = &name.kind else { return false };
            let apart = name.span.start.saturating_sub(of.span.end) > 1 && of.span != name.span;
            if apart || self.locals.iter().any(|local| local.name == *part) {
                return false;
            }
            names.push(part.as_str());
            left = of;
        }
        let Kind::Select(of, first) = &left.kind else { return false };
        let Some(path) = of.path() else { return false };
        if !matches!(path.first(), Some(&("request" | "response" | "variables" | "jwt" | "subscription"))) {
            return false;
        }
        names.push(first);
        names.reverse();
        let (path, name) = (path.join("."), names.join("-"));
        let message = format!("`{path}.{name}` is a subtraction: a hyphen is no part of a name in CEL");
        self.say(Code::GW0705, node.span, message, format!("write `{path}[\"{name}\"]`"));
        true
    }
}

/// Whether two types have values that may be equal.
fn comparable(one: &Type, other: &Type) -> bool {
    one.common(other).is_some() || (one.is_number() && other.is_number())
}

/// Two numbers to be compared: one that is written out takes the other's type where it can.
fn alike(one: Value, other: Value) -> (Value, Value) {
    let like = |value: Value, ty: &Type| match (&value.what, ty) {
        (What::Literal(Literal::Int(number)), Type::Double) if number.unsigned_abs() < 1 << 53 => {
            let number = Literal::Double(*number as f64);
            Value { ty: Type::Double, what: What::Literal(number) }
        }
        (What::Literal(Literal::Int(number)), Type::Uint) if *number >= 0 => {
            let number = Literal::Uint(number.unsigned_abs());
            Value { ty: Type::Uint, what: What::Literal(number) }
        }
        _ => value,
    };
    let (left, right) = (one.ty.clone(), other.ty.clone());
    (like(one, &right), like(other, &left))
}

fn made<'e>(ty: Type, operator: Operator, left: Value, right: Value) -> Found<'e> {
    let (one, other) = (left.ty.clone(), right.ty.clone());
    let (left, right) = (left.settled(&other), right.settled(&one));
    Found::certain(ty, What::Binary(operator, Box::new(left), Box::new(right)))
}

/// Strings one behind the other, as one concatenation.
fn concatenated<'e>(left: Value, right: Value) -> Found<'e> {
    let mut parts = Vec::new();
    for part in [left, right] {
        match part.what {
            What::Concat(inner) => parts.extend(inner),
            _ => parts.push(part),
        }
    }
    Found::certain(Type::String, What::Concat(parts))
}

/// What an operator of arithmetic gives; `None`: it isn't defined.
fn result(operator: Operator, left: &Type, right: &Type) -> Option<Type> {
    use Type::{Bytes, Double, Duration, Int, List, String, Timestamp, Uint};
    Some(match (operator, left, right) {
        (Operator::Modulo, Int, Int) => Int,
        (Operator::Modulo, Uint, Uint) => Uint,
        (Operator::Modulo, ..) => return None,
        (_, Int, Int) => Int,
        (_, Uint, Uint) => Uint,
        (_, Double, Double) => Double,
        (Operator::Add, String, String) => String,
        (Operator::Add, Bytes, Bytes) => Bytes,
        (Operator::Add, List(_), List(_)) => left.common(right)?,
        (Operator::Add, Timestamp, Duration) | (Operator::Add, Duration, Timestamp) => Timestamp,
        (Operator::Add | Operator::Subtract, Duration, Duration) => Duration,
        (Operator::Subtract, Timestamp, Timestamp) => Duration,
        (Operator::Subtract, Timestamp, Duration) => Timestamp,
        _ => return None,
    })
}
