//! Operators.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::lower;
use super::rust::{Form, Rust};
use crate::expression::ast::{Literal, Operator};
use crate::expression::typed::{Value, What};
use crate::expression::types::Type;

pub(super) fn not(inner: &Value) -> Rust {
    // `!(a == b)` reads worse than `a != b`.
    if let What::Binary(operator @ (Operator::Equal | Operator::NotEqual), left, right) = &inner.what {
        let other = if *operator == Operator::Equal { Operator::NotEqual } else { Operator::Equal };
        return binary(other, left, right);
    }
    let inner = lower(inner);
    let operand = inner.operand();
    Rust::new(quote!(!#operand)).wide().failing(inner.fails)
}

pub(super) fn negate(inner: &Value) -> Rust {
    let lowered = lower(inner);
    let fails = lowered.fails;
    if inner.ty == Type::Double {
        let operand = lowered.operand();
        return Rust::new(quote!(-#operand)).wide().failing(fails);
    }
    let value = lowered.value();
    Rust::new(quote!(expression::negate(#value))).failing(fails).tried()
}

pub(super) fn binary(operator: Operator, left: &Value, right: &Value) -> Rust {
    match operator {
        Operator::And | Operator::Or => logic(operator, left, right),
        Operator::In => within(left, right),
        Operator::Equal | Operator::NotEqual => equality(operator, left, right),
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            order(operator, left, right)
        }
        _ => arithmetic(operator, left, right),
    }
}

/// `&&` and `||` are Rust's own unless the left side may have no value: then the right side may still decide.
fn logic(operator: Operator, left: &Value, right: &Value) -> Rust {
    let (one, other) = (lower(left), lower(right));
    if one.fails {
        let function = if operator == Operator::And { quote!(and) } else { quote!(or) };
        let (one, other) = (one.result(), other.result());
        return Rust::new(quote!(expression::#function(|| #one, || #other))).tried();
    }
    let fails = other.fails;
    let side = |value: &Value, rust: &Rust| {
        // `&&` within `||` needs no parentheses in Rust; a reader likes them.
        let mixed =
            matches!(&value.what, What::Binary(inner @ (Operator::And | Operator::Or), ..) if *inner != operator);
        let conditional = matches!(value.what, What::Conditional(..));
        let tokens = rust.value();
        if mixed || conditional { quote!((#tokens)) } else { tokens }
    };
    let (one, other) = (side(left, &one), side(right, &other));
    let tokens = if operator == Operator::And { quote!(#one && #other) } else { quote!(#one || #other) };
    Rust::new(tokens).wide().failing(fails)
}

/// A side of a comparison, which stands beside a sign.
fn side(value: &Value, rust: &Rust) -> TokenStream {
    match value.what {
        What::Literal(_) | What::Local(_) => rust.value(),
        _ => rust.operand(),
    }
}

fn equality(operator: Operator, left: &Value, right: &Value) -> Rust {
    match (operator, &right.what, left.ty == Type::Boolean) {
        (Operator::Equal, What::Literal(Literal::Boolean(true)), true)
        | (Operator::NotEqual, What::Literal(Literal::Boolean(false)), true) => return lower(left),
        (Operator::Equal, What::Literal(Literal::Boolean(false)), true)
        | (Operator::NotEqual, What::Literal(Literal::Boolean(true)), true) => return not(left),
        _ => {}
    }
    let (one, other) = (lower(left), lower(right));
    let fails = one.fails || other.fails;
    if left.ty == Type::Json {
        return json(operator, &one, right, &other);
    }
    if left.ty.is_number() && right.ty.is_number() && left.ty != right.ty {
        let (one, other) = (one.suffixed().value(), other.suffixed().value());
        let sign = (operator == Operator::NotEqual).then(|| quote!(!));
        let rust = Rust::new(quote!(#sign expression::equal(#one, #other))).failing(fails);
        return if sign.is_some() { rust.wide() } else { rust };
    }
    let (one, other) = if one.is_number() && other.is_number() { (one.suffixed(), other) } else { (one, other) };
    if let (What::Literal(Literal::String(text)), Form::Cow | Form::Str | Form::Owned) = (&right.what, one.form)
        && text.is_empty()
    {
        let receiver = one.receiver();
        return if operator == Operator::Equal {
            Rust::new(quote!(#receiver.is_empty())).failing(fails)
        } else {
            Rust::new(quote!(!#receiver.is_empty())).wide().failing(fails)
        };
    }
    let (one, other) = (side(left, &one), side(right, &other));
    let tokens = if operator == Operator::Equal { quote!(#one == #other) } else { quote!(#one != #other) };
    Rust::new(tokens).wide().failing(fails)
}

/// A JSON value of no one type, compared with a value of one.
fn json(operator: Operator, one: &Rust, right: &Value, other: &Rust) -> Rust {
    let fails = one.fails || other.fails;
    let receiver = one.receiver();
    let test = match &right.ty {
        Type::String => {
            let text = other.argument();
            quote!(#receiver.is_text(#text))
        }
        Type::Boolean => {
            let value = other.value();
            quote!(#receiver.is_boolean(#value))
        }
        Type::Null => quote!(!#receiver.is_present()),
        _ => {
            let value = other.clone().suffixed().value();
            quote!(#receiver.is_number(#value))
        }
    };
    if operator == Operator::Equal {
        Rust::new(test).wide().failing(fails)
    } else {
        Rust::new(quote!(!#test)).wide().failing(fails)
    }
}

fn order(operator: Operator, left: &Value, right: &Value) -> Rust {
    let (one, other) = (lower(left), lower(right));
    let fails = one.fails || other.fails;
    if left.ty != right.ty {
        let (one, other) = (one.suffixed().value(), other.suffixed().value());
        let tokens = match operator {
            Operator::Less => quote!(expression::is_less(#one, #other)),
            Operator::LessOrEqual => quote!(expression::is_at_most(#one, #other)),
            Operator::Greater => quote!(expression::is_less(#other, #one)),
            _ => quote!(expression::is_at_most(#other, #one)),
        };
        return Rust::new(tokens).failing(fails);
    }
    let one = if one.is_number() && other.is_number() { one.suffixed() } else { one };
    let (one, other) = match left.ty {
        Type::String => (one.text(), other.text()),
        _ => (side(left, &one), side(right, &other)),
    };
    let tokens = match operator {
        Operator::Less => quote!(#one < #other),
        Operator::LessOrEqual => quote!(#one <= #other),
        Operator::Greater => quote!(#one > #other),
        _ => quote!(#one >= #other),
    };
    Rust::new(tokens).wide().failing(fails)
}

fn arithmetic(operator: Operator, left: &Value, right: &Value) -> Rust {
    let (one, other) = (lower(left), lower(right));
    let fails = one.fails || other.fails;
    match (operator, &left.ty) {
        (_, Type::Double) => {
            let (one, other) = (one.operand(), other.operand());
            let tokens = match operator {
                Operator::Add => quote!(#one + #other),
                Operator::Subtract => quote!(#one - #other),
                Operator::Multiply => quote!(#one * #other),
                _ => quote!(#one / #other),
            };
            return Rust::new(tokens).wide().failing(fails);
        }
        (Operator::Add, Type::Bytes) => {
            let (one, other) = (one.value(), other.value());
            return Rust::new(quote!([#one, #other].concat())).failing(fails);
        }
        (Operator::Add, Type::List(_)) => {
            let (one, other) = (one.value(), other.value());
            return Rust::new(quote!(expression::joined(#one, #other))).failing(fails);
        }
        _ => {}
    }
    let function = match operator {
        Operator::Add => "add",
        Operator::Subtract => "subtract",
        Operator::Multiply => "multiply",
        Operator::Divide => "divide",
        _ => "modulo",
    };
    let function = format_ident!("{function}");
    let (one, other) = (one.suffixed().value(), other.suffixed().value());
    Rust::new(quote!(expression::#function(#one, #other))).failing(fails).tried()
}

fn within(needle: &Value, of: &Value) -> Rust {
    let (one, other) = (lower(needle), lower(of));
    let fails = one.fails || other.fails;
    let receiver = other.receiver();
    let tokens = match (&of.ty, &of.what) {
        (Type::Json, _) => match &needle.ty {
            Type::String => {
                let text = one.argument();
                quote!(#receiver.holds_text(#text))
            }
            Type::Boolean => {
                let value = one.value();
                quote!(#receiver.holds_boolean(#value))
            }
            _ => {
                let value = one.suffixed().value();
                quote!(#receiver.holds_number(#value))
            }
        },
        (Type::Map(..), _) if needle.ty == Type::String => {
            let key = one.text();
            quote!(#receiver.contains_key(#key))
        }
        (Type::Map(..), _) => {
            let key = one.suffixed().value();
            quote!(#receiver.contains_key(&#key))
        }
        // Texts that are written out stay where they are.
        (_, What::List(items)) if items.iter().all(|item| matches!(item.what, What::Literal(Literal::String(_)))) => {
            let items = items.iter().map(|item| lower(item).value());
            let text = one.text();
            quote!([#(#items),*].contains(&#text))
        }
        (_, What::List(items))
            if needle.ty.is_number()
                && items.iter().all(|item| matches!(item.what, What::Literal(_)) && item.ty == needle.ty)
                && !one.is_number() =>
        {
            let items = items.iter().map(|item| lower(item).value());
            let value = one.value();
            quote!([#(#items),*].contains(&#value))
        }
        (Type::List(item), _) if **item == Type::Json => {
            let test = match needle.ty {
                Type::String => {
                    let text = one.argument();
                    quote!(is_text(#text))
                }
                Type::Boolean => {
                    let value = one.value();
                    quote!(is_boolean(#value))
                }
                _ => {
                    let value = one.suffixed().value();
                    quote!(is_number(#value))
                }
            };
            quote!(#receiver.into_iter().any(|item| item.#test))
        }
        (Type::List(item), _) if **item != needle.ty && item.is_number() => {
            let value = one.suffixed().value();
            quote!(#receiver.into_iter().any(|item| expression::equal(item, #value)))
        }
        _ => {
            let value = if needle.ty == Type::String { one.text() } else { one.suffixed().value() };
            quote!(expression::holds(&#receiver, &#value))
        }
    };
    Rust::new(tokens).failing(fails)
}
