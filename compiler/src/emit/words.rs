//! Texts with named values in them, as Rust expressions.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::expression;
use crate::gateway::{Gateway, NamedValue, Piece, Scalar, ScalarKind, Typed, ValueSource, Words};
use crate::policy::model::JsonPlace;

/// An expression of type `&str`; `values` is the expression that holds the named values.
pub(super) fn text(gateway: &Gateway, words: &Words, values: &TokenStream) -> TokenStream {
    match words.0.as_slice() {
        [] => quote!(""),
        [Piece::Literal(text)] => quote!(#text),
        [Piece::NamedValue(name)] => one(gateway, name, values),
        pieces => {
            let parts = pieces.iter().map(|piece| part(gateway, piece, values));
            quote!(&[#(#parts),*].concat())
        }
    }
}

/// An expression of type `String`.
pub(super) fn owned(gateway: &Gateway, words: &Words, values: &TokenStream) -> TokenStream {
    match words.0.as_slice() {
        [Piece::Literal(text)] => quote!(#text.to_owned()),
        [Piece::Expression(dynamic)] if !dynamic.encoded => {
            dynamic.typed.as_ref().map_or_else(|| quote!(String::new()), expression::owned)
        }
        [Piece::NamedValue(_)] => {
            let text = text(gateway, words, values);
            quote!(str::to_owned(#text))
        }
        pieces => {
            let parts = pieces.iter().map(|piece| part(gateway, piece, values));
            quote!([#(#parts),*].concat())
        }
    }
}

/// An expression of type `&'static str`, where all that is computed is which of some texts it is.
pub(super) fn chosen(words: &Words) -> Option<TokenStream> {
    match words.0.as_slice() {
        [Piece::Expression(dynamic)] if !dynamic.encoded => expression::chosen(dynamic.typed.as_ref()?),
        _ => None,
    }
}

/// An expression of type `Secret`.
pub(super) fn secret(gateway: &Gateway, words: &Words, values: &TokenStream) -> TokenStream {
    if let [Piece::NamedValue(name)] = words.0.as_slice()
        && let Some(value) = find(gateway, name)
        && matches!(value.source, ValueSource::SecretEnv(_) | ValueSource::SecretFile(_))
    {
        let field = format_ident!("{}", value.ident);
        return quote!(#values.#field.clone());
    }
    let text = owned(gateway, words, values);
    quote!(Secret::new(#text))
}

/// An expression of the type that the value has; `literal` writes one that is known here and now.
pub(super) fn typed<T>(
    gateway: &Gateway,
    value: &Typed<T>,
    values: &TokenStream,
    literal: impl Fn(&T) -> TokenStream,
) -> TokenStream {
    match value {
        Typed::Literal(value) => literal(value),
        Typed::NamedValue(name) => match find(gateway, name) {
            Some(value) => {
                let field = format_ident!("{}", value.ident);
                match value.source {
                    ValueSource::Literal(_) => quote!(crate::named_values::#field),
                    ValueSource::File { .. } => quote!(*#values.#field.get()),
                    _ => quote!(#values.#field),
                }
            }
            // The reader has looked every name up.
            None => quote!(Default::default()),
        },
    }
}

/// A part of a longer text as `&str`. Parts are joined by `concat`, since the arguments of `format!` are tokens that
/// prettyplease can't lay out.
fn part(gateway: &Gateway, piece: &Piece, values: &TokenStream) -> TokenStream {
    match piece {
        Piece::Literal(text) => quote!(#text),
        Piece::NamedValue(name) => one(gateway, name, values),
        Piece::Expression(dynamic) => match &dynamic.typed {
            Some(typed) if dynamic.encoded => {
                let part = expression::argument(typed);
                quote!(&*expression::segment(#part)?)
            }
            Some(typed) => expression::part(typed),
            None => quote!(""),
        },
    }
}

/// An expression of type `String` for a text of JSON.
pub(super) fn json(gateway: &Gateway, words: &Words, values: &TokenStream) -> TokenStream {
    let piece = |(piece, place): (&Piece, JsonPlace)| match (piece, place) {
        (Piece::Literal(text), _) => quote!(#text),
        (Piece::NamedValue(name), JsonPlace::Value) if !is_text(gateway, name) => one(gateway, name, values),
        (Piece::NamedValue(name), JsonPlace::Value) => {
            let text = one(gateway, name, values);
            quote!(&*Variable::from(#text).to_json())
        }
        (Piece::NamedValue(name), JsonPlace::String) => {
            let text = one(gateway, name, values);
            quote!(&*expression::json_inside(#text))
        }
        (Piece::Expression(dynamic), place) => match &dynamic.typed {
            Some(typed) if place == JsonPlace::Value => {
                let value = expression::variable(typed);
                quote!(&*#value.to_json())
            }
            Some(typed) => {
                let text = expression::part(typed);
                quote!(&*expression::json_inside(#text))
            }
            None => quote!(""),
        },
    };
    let parts = words.0.iter().zip(words.json_places()).map(piece);
    quote!([#(#parts),*].concat())
}

/// Whether a named value is text.
fn is_text(gateway: &Gateway, name: &str) -> bool {
    find(gateway, name).is_some_and(|value| match &value.source {
        ValueSource::Literal(scalar) => matches!(scalar, Scalar::String(_)),
        ValueSource::Env { kind, .. } | ValueSource::File { kind, .. } => *kind == ScalarKind::String,
        ValueSource::SecretEnv(_) | ValueSource::SecretFile(_) => true,
    })
}

/// Whether a text is computed for each call.
pub(super) fn is_dynamic(words: &Words) -> bool {
    words.0.iter().any(|piece| matches!(piece, Piece::Expression(_)))
}

fn find<'g>(gateway: &'g Gateway, name: &str) -> Option<&'g NamedValue> {
    gateway.named_values.iter().find(|value| value.name == name)
}

/// A named value as `&str`.
fn one(gateway: &Gateway, name: &str, values: &TokenStream) -> TokenStream {
    let Some(value) = find(gateway, name) else { return quote!("") };
    let field = format_ident!("{}", value.ident);
    match &value.source {
        ValueSource::Literal(scalar) => {
            let text = match scalar {
                Scalar::String(_) => return quote!(crate::named_values::#field),
                Scalar::Integer(number) => number.to_string(),
                // As the running gateway shows one that it has read.
                Scalar::Float(text) => text.parse::<f64>().map_or_else(|_| text.clone(), |number| number.to_string()),
                Scalar::Boolean(value) => value.to_string(),
            };
            quote!(#text)
        }
        ValueSource::SecretEnv(_) | ValueSource::SecretFile(_) => quote!(#values.#field.expose()),
        ValueSource::File { .. } => quote!(#values.#field.get().to_string().as_str()),
        ValueSource::Env { kind: ScalarKind::String, .. } => quote!(#values.#field.as_str()),
        ValueSource::Env { .. } => quote!(#values.#field.to_string().as_str()),
    }
}
