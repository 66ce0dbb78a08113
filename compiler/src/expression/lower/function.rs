//! Calls of functions.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::lower;
use super::rust::{Form, Rust};
use crate::expression::ast::Literal;
use crate::expression::typed::{Function, Value, What};
use crate::expression::types::Type;

pub(super) fn call(function: Function, arguments: &[Value]) -> Rust {
    let lowered: Vec<Rust> = arguments.iter().map(lower).collect();
    let fails = lowered.iter().any(|argument| argument.fails);
    let receiver = lowered.first().map(Rust::receiver).unwrap_or_default();
    let text = |index: usize| lowered.get(index).map(Rust::text).unwrap_or_default();
    let argument = |index: usize| lowered.get(index).map(Rust::argument).unwrap_or_default();
    let value = |index: usize| lowered.get(index).map(Rust::value).unwrap_or_default();
    let ty = arguments.first().map(|argument| &argument.ty);
    let rust = match function {
        Function::Size => {
            let of = value(0);
            Rust::new(if ty == Some(&Type::String) {
                let text = text(0);
                quote!(expression::size(#text))
            } else {
                quote!(expression::size(&#of))
            })
        }
        Function::StartsWith | Function::EndsWith | Function::Contains => {
            let name = match function {
                Function::StartsWith => quote!(starts_with),
                Function::EndsWith => quote!(ends_with),
                _ => quote!(contains),
            };
            let part = text(1);
            Rust::new(quote!(#receiver.#name(#part)))
        }
        Function::Matches => matches(arguments, &argument(0), &argument(1)),
        Function::LowerAscii => Rust::new(quote!(#receiver.to_ascii_lowercase())).form(Form::Owned),
        Function::UpperAscii => Rust::new(quote!(#receiver.to_ascii_uppercase())).form(Form::Owned),
        Function::Trim => Rust::new(quote!(#receiver.trim().to_owned())).form(Form::Owned),
        Function::Replace => {
            let (part, by) = (text(1), argument(2));
            Rust::new(quote!(#receiver.replace(#part, #by))).form(Form::Owned)
        }
        Function::Split => {
            let (of, by) = (argument(0), argument(1));
            Rust::new(quote!(expression::split(#of, #by)))
        }
        Function::Join => {
            let by = if arguments.len() > 1 { text(1) } else { quote!("") };
            Rust::new(quote!(#receiver.join(#by))).form(Form::Owned)
        }
        Function::Substring => {
            let (of, start) = (argument(0), value(1));
            let end = if arguments.len() > 2 {
                let end = value(2);
                quote!(Some(#end))
            } else {
                quote!(None)
            };
            Rust::new(quote!(expression::substring(#of, #start, #end))).form(Form::Owned).tried()
        }
        Function::IndexOf => {
            let (of, part) = (argument(0), argument(1));
            Rust::new(quote!(expression::index_of(#of, #part)))
        }
        Function::ToInt | Function::ToUint | Function::ToDouble | Function::ToBoolean | Function::ToString => {
            convert(function, arguments, &lowered)
        }
        Function::ToBytes => {
            let of = argument(0);
            Rust::new(quote!(expression::to_bytes(#of)))
        }
        Function::ToTimestamp if ty == Some(&Type::Int) => {
            let of = value(0);
            Rust::new(quote!(expression::Timestamp::from_seconds(#of))).tried()
        }
        Function::ToTimestamp => Rust::new(quote!(#receiver.parse::<expression::Timestamp>())).tried(),
        Function::ToDuration => Rust::new(quote!(#receiver.parse::<expression::Duration>())).tried(),
        _ => part(function, ty, &receiver, arguments.get(1)),
    };
    rust.failing(fails)
}

/// A pattern that is written out is compiled once.
fn matches(arguments: &[Value], text: &TokenStream, pattern: &TokenStream) -> Rust {
    if let Some(Value { what: What::Literal(Literal::String(pattern)), .. }) = arguments.get(1) {
        return Rust::new(quote! {{
            static PATTERN: Pattern = Pattern::new(#pattern);
            PATTERN.is_match(#text)
        }})
        .wide();
    }
    Rust::new(quote!(expression::matches(#text, #pattern))).tried()
}

fn convert(function: Function, arguments: &[Value], lowered: &[Rust]) -> Rust {
    let Some((argument, rust)) = arguments.first().zip(lowered.first()) else { return Rust::new(quote!(())) };
    if function == Function::ToString {
        let receiver = rust.clone().suffixed().operand();
        return match argument.ty {
            Type::Json => Rust::new(quote!(#receiver.to_text())).form(Form::Owned).tried(),
            Type::Bytes => {
                let value = rust.value();
                Rust::new(quote!(expression::to_text(#value))).form(Form::Owned).tried()
            }
            _ => Rust::new(quote!(#receiver.to_string())).form(Form::Owned),
        };
    }
    let name = match function {
        Function::ToInt => format_ident!("to_int"),
        Function::ToUint => format_ident!("to_uint"),
        Function::ToDouble => format_ident!("to_double"),
        _ => format_ident!("to_boolean"),
    };
    let of = if argument.ty == Type::String { rust.text() } else { rust.clone().suffixed().value() };
    Rust::new(quote!(expression::#name(#of))).tried()
}

/// A part of a moment or of a time span.
fn part(function: Function, ty: Option<&Type>, receiver: &TokenStream, zone: Option<&Value>) -> Rust {
    let name = match function {
        Function::FullYear => "year",
        Function::Month => "month",
        Function::Date => "date",
        Function::DayOfMonth => "day_of_month",
        Function::DayOfWeek => "day_of_week",
        Function::DayOfYear => "day_of_year",
        Function::Hours => "hours",
        Function::Minutes => "minutes",
        Function::Seconds => "seconds",
        _ => "milliseconds",
    };
    let name = format_ident!("{name}");
    if ty == Some(&Type::Duration) {
        return Rust::new(quote!(#receiver.#name()));
    }
    match zone {
        None => Rust::new(quote!(#receiver.at(expression::Zone::UTC).#name())),
        Some(zone) => {
            let zone = lower(zone).receiver();
            Rust::new(quote!(#receiver.at(#zone.parse::<expression::Zone>()?).#name())).failing(true)
        }
    }
}
