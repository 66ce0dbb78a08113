//! Checked expressions to Rust, as one would write it: look-ups are methods of the call, operators are Rust's own
//! wherever they mean the same, and `?` stands only behind what may have no value.

mod function;
mod operator;
mod read;
mod rust;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::ast::{Each, Literal};
use super::typed::{Read, Root, Typed, Value, What};
use super::types::Type;
use rust::{Form, Rust};

/// An expression of a type without a borrow: `String`, `i64`, `u64`, `f64`, `bool`, or what a variable takes. It names
/// `call`, and `response` where the answer is read, and may end the function with `?`.
#[must_use]
pub fn owned(typed: &Typed) -> TokenStream {
    if typed.value.ty == Type::Json {
        let value = lower(&typed.value).value();
        return quote!(Variable::from(#value));
    }
    lower(&typed.value).suffixed().owned()
}

/// An expression of type `&'static str`, where it chooses among texts that are written out.
#[must_use]
pub fn chosen(typed: &Typed) -> Option<TokenStream> {
    fn is_written(value: &Value) -> bool {
        match &value.what {
            What::Literal(Literal::String(_)) => true,
            What::Conditional(_, one, other) => is_written(one) && is_written(other),
            _ => false,
        }
    }
    is_written(&typed.value).then(|| lower(&typed.value).value())
}

/// An expression of type `bool`, for an `if`.
#[must_use]
pub fn condition(typed: &Typed) -> TokenStream {
    lower(&typed.value).value()
}

/// An expression of type `u64`; a negative number has no value.
#[must_use]
pub fn unsigned(typed: &Typed) -> TokenStream {
    /// Numbers that are written out, and a choice among them.
    fn written(value: &Value) -> Option<TokenStream> {
        match &value.what {
            What::Literal(Literal::Int(number @ 0..)) => {
                let digits = proc_macro2::Literal::i64_unsuffixed(*number);
                Some(quote!(#digits))
            }
            What::Conditional(condition, one, other) => {
                let (one, other) = (written(one)?, otherwise(written(other)?));
                let condition = lower(condition).value();
                Some(quote!(if #condition { #one } else #other))
            }
            _ => None,
        }
    }
    written(&typed.value).unwrap_or_else(|| {
        let value = lower(&typed.value).suffixed().value();
        if typed.value.ty == Type::Uint { value } else { quote!(expression::to_uint(#value)?) }
    })
}

/// An expression of type `f64`.
#[must_use]
pub fn number(typed: &Typed) -> TokenStream {
    let value = lower(&typed.value).suffixed().value();
    if typed.value.ty == Type::Double { value } else { quote!(expression::to_double(#value)?) }
}

/// An expression of type `std::time::Duration`; one that is not positive has no value.
#[must_use]
pub fn duration(typed: &Typed) -> TokenStream {
    let value = lower(&typed.value).operand();
    quote!(#value.span()?)
}

/// An expression of the runtime's type `Variable`.
#[must_use]
pub fn variable(typed: &Typed) -> TokenStream {
    let owned = owned(typed);
    if typed.value.ty == Type::Json { owned } else { quote!(Variable::from(#owned)) }
}

/// An expression of type `&str` that lives to the end of its statement, for a part of a text.
#[must_use]
pub fn part(typed: &Typed) -> TokenStream {
    lower(&typed.value).text()
}

/// An expression of type `&str`, for a function that takes nothing else.
#[must_use]
pub fn argument(typed: &Typed) -> TokenStream {
    lower(&typed.value).argument()
}

fn lower(value: &Value) -> Rust {
    match &value.what {
        What::Literal(literal) => self::literal(literal),
        What::Concat(parts) => {
            let parts: Vec<Rust> = parts.iter().map(lower).collect();
            let fails = parts.iter().any(|part| part.fails);
            let parts = parts.iter().map(Rust::text);
            Rust::new(quote!([#(#parts),*].concat())).form(Form::Owned).failing(fails)
        }
        What::Read(read) => read::read(read, &value.ty),
        What::Has(read) => read::has(read),
        What::Default(read, fallback) => read::default(read, fallback, &value.ty),
        What::Local(name) => {
            let name = local(name);
            match value.ty {
                Type::String => Rust::new(quote!(#name)).form(Form::Place),
                Type::Bytes | Type::List(_) | Type::Map(..) => Rust::new(quote!(#name.clone())),
                _ => Rust::new(quote!(#name)),
            }
        }
        What::Not(inner) => operator::not(inner),
        What::Negate(inner) => operator::negate(inner),
        What::Binary(operator, left, right) => operator::binary(*operator, left, right),
        What::Conditional(condition, one, other) => {
            // A test of what is then looked up is a look-up with a default.
            if let (What::Has(tested), What::Read(read)) = (&condition.what, &one.what)
                && tested == read
            {
                return read::default(read, other, &value.ty);
            }
            choice(&lower(condition), lower(one), lower(other), &value.ty)
        }
        What::List(items) => list(items, &value.ty),
        What::Map(entries) => map(entries, &value.ty),
        What::Index(of, key) => index(of, key),
        What::Call(function, arguments) => function::call(*function, arguments),
        What::Each { each, over, variable, filter, body } => self::each(*each, over, variable, filter.as_deref(), body),
    }
}

fn literal(literal: &Literal) -> Rust {
    match literal {
        Literal::Null => Rust::new(quote!(())),
        Literal::Boolean(value) => Rust::new(quote!(#value)),
        Literal::Int(number) => {
            let digits = proc_macro2::Literal::u64_unsuffixed(number.unsigned_abs());
            if *number < 0 {
                Rust::new(quote!(-#digits)).wide().number("i64")
            } else {
                Rust::new(quote!(#digits)).number("i64")
            }
        }
        Literal::Uint(number) => {
            let digits = proc_macro2::Literal::u64_unsuffixed(*number);
            Rust::new(quote!(#digits)).number("u64")
        }
        Literal::Double(number) => double(*number),
        Literal::String(text) => Rust::new(quote!(#text)).form(Form::Str),
        Literal::Bytes(bytes) => {
            let bytes = proc_macro2::Literal::byte_string(bytes);
            Rust::new(quote!(#bytes.to_vec()))
        }
    }
}

fn double(number: f64) -> Rust {
    if number.is_nan() {
        return Rust::new(quote!(f64::NAN));
    }
    if number.is_infinite() {
        return if number > 0.0 { Rust::new(quote!(f64::INFINITY)) } else { Rust::new(quote!(f64::NEG_INFINITY)) };
    }
    // `{:?}` always has a point or an exponent.
    let digits: TokenStream = format!("{:?}", number.abs()).parse().unwrap_or_default();
    if number.is_sign_negative() { Rust::new(quote!(-#digits)).wide() } else { Rust::new(digits) }
}

/// `if condition { one } else { other }`; two texts of different forms are both made owned.
fn choice(condition: &Rust, one: Rust, other: Rust, ty: &Type) -> Rust {
    let one = one.suffixed();
    let fails = condition.fails || one.fails || other.fails;
    let condition = condition.value();
    let made_owned = (*ty == Type::String && one.form != Form::Owned && other.form != Form::Owned).then(|| {
        let (one, other) = (one.owned(), otherwise(other.owned()));
        quote!(if #condition { #one } else #other)
    });
    let form =
        if *ty == Type::String && (one.form != other.form || one.form == Form::Place) { Form::Owned } else { one.form };
    let (one, other) = (one.formed(form), otherwise(other.formed(form)));
    let rust = Rust::new(quote!(if #condition { #one } else #other)).form(form).wide().failing(fails);
    match made_owned {
        Some(tokens) => rust.or_owned(tokens),
        None => rust,
    }
}

/// What stands behind `else`: a further `if` without braces. Only a choice begins with `if`.
fn otherwise(value: TokenStream) -> TokenStream {
    match value.clone().into_iter().next() {
        Some(proc_macro2::TokenTree::Ident(ident)) if ident == "if" => value,
        _ => quote!({ #value }),
    }
}

/// An identifier that collides with nothing that lowered code names.
fn local(name: &str) -> proc_macro2::Ident {
    let reserved =
        matches!(name, "call" | "response" | "gateway" | "fault" | "expression" | "self" | "Self" | "super" | "crate");
    if reserved || syn::parse_str::<syn::Ident>(name).is_err() {
        return format_ident!("{name}_");
    }
    format_ident!("{name}")
}

/// The type of a value that borrows nothing.
fn rust_type(ty: &Type) -> TokenStream {
    match ty {
        Type::Null | Type::Any => quote!(()),
        Type::Boolean => quote!(bool),
        Type::Int => quote!(i64),
        Type::Uint => quote!(u64),
        Type::Double => quote!(f64),
        Type::String | Type::Type => quote!(String),
        Type::Bytes => quote!(Vec<u8>),
        Type::Timestamp => quote!(expression::Timestamp),
        Type::Duration => quote!(expression::Duration),
        Type::Json => quote!(expression::Value),
        Type::List(item) => {
            let item = rust_type(item);
            quote!(Vec<#item>)
        }
        Type::Map(key, value) => {
            let (key, value) = (rust_type(key), rust_type(value));
            quote!(std::collections::BTreeMap<#key, #value>)
        }
    }
}

fn list(items: &[Value], ty: &Type) -> Rust {
    if let (Type::List(item), true) = (ty, items.is_empty()) {
        let item = rust_type(item);
        return Rust::new(quote!(Vec::<#item>::new()));
    }
    let items: Vec<Rust> = items.iter().map(lower).collect();
    let fails = items.iter().any(|item| item.fails);
    let items = items.iter().map(|item| item.clone().suffixed().owned());
    Rust::new(quote!(Vec::from([#(#items),*]))).failing(fails)
}

fn map(entries: &[(Value, Value)], ty: &Type) -> Rust {
    if let (Type::Map(key, value), true) = (ty, entries.is_empty()) {
        let (key, value) = (rust_type(key), rust_type(value));
        return Rust::new(quote!(std::collections::BTreeMap::<#key, #value>::new()));
    }
    let lowered: Vec<(Rust, Rust)> = entries.iter().map(|(key, value)| (lower(key), lower(value))).collect();
    let fails = lowered.iter().any(|(key, value)| key.fails || value.fails);
    let entries = lowered.iter().map(|(key, value)| {
        let (key, value) = (key.clone().suffixed().owned(), value.clone().suffixed().owned());
        quote!((#key, #value))
    });
    Rust::new(quote!(expression::map_of([#(#entries),*]))).failing(fails).tried()
}

fn index(of: &Value, key: &Value) -> Rust {
    let (list, at) = (lower(of), lower(key));
    let fails = list.fails || at.fails;
    let list = list.value();
    let tokens = match &of.ty {
        Type::Map(..) if key.ty == Type::String => {
            let key = at.text();
            quote!(expression::entry(&#list, #key))
        }
        Type::Map(..) => {
            let key = at.suffixed().value();
            quote!(expression::entry(&#list, &#key))
        }
        _ => {
            let key = at.value();
            quote!(expression::item(&#list, #key))
        }
    };
    let form = match &of.ty {
        Type::List(item) | Type::Map(_, item) if **item == Type::String => Form::Owned,
        _ => Form::Plain,
    };
    Rust::new(tokens).form(form).failing(fails).tried()
}

fn each(each: Each, over: &Value, variable: &str, filter: Option<&Value>, body: &Value) -> Rust {
    let list = lower(over);
    let fails = list.fails;
    let mut list = list.value();
    if matches!(over.ty, Type::Map(..)) {
        list = quote!(#list.into_keys());
    }
    // A name that nothing uses would be a warning.
    let name = if mentions(body, variable) || filter.is_some_and(|filter| mentions(filter, variable)) {
        local(variable)
    } else {
        format_ident!("_{variable}")
    };
    if let Some(filter) = filter {
        let test = lower(filter).result();
        list = quote!(expression::filter(#list, |#name| #test)?);
    }
    let function = match each {
        Each::All => format_ident!("all"),
        Each::Exists => format_ident!("exists"),
        Each::ExistsOne => format_ident!("exists_one"),
        Each::Map => format_ident!("mapped"),
        Each::Filter => format_ident!("filter"),
    };
    let body = lower(body);
    let body = if each == Each::Map { body.suffixed().owned_result() } else { body.result() };
    Rust::new(quote!(expression::#function(#list, |#name| #body))).failing(fails || filter.is_some()).tried()
}

/// Whether a part names what a macro goes through.
fn mentions(value: &Value, name: &str) -> bool {
    let any = |values: &[&Value]| values.iter().any(|value| mentions(value, name));
    let read = |read: &Read| match read {
        Read::Member { of: Root::Local(local), .. } => local == name,
        Read::Header { name: key, .. } | Read::Query(key) => mentions(key, name),
        _ => false,
    };
    match &value.what {
        What::Literal(_) => false,
        What::Local(local) => local == name,
        What::Read(one) | What::Has(one) => read(one),
        What::Default(one, fallback) => read(one) || any(&[fallback]),
        What::Not(inner) | What::Negate(inner) => any(&[inner]),
        What::Binary(_, left, right) | What::Index(left, right) => any(&[left, right]),
        What::Conditional(condition, one, other) => any(&[condition, one, other]),
        What::Concat(values) | What::List(values) | What::Call(_, values) => {
            values.iter().any(|value| mentions(value, name))
        }
        What::Map(entries) => entries.iter().any(|(key, value)| any(&[key, value])),
        // A macro within that goes through its own by the same name hides this one.
        What::Each { over, variable, filter, body, .. } => {
            let within = || any(&[body]) || filter.as_deref().is_some_and(|filter| any(&[filter]));
            any(&[over]) || (variable != name && within())
        }
    }
}
