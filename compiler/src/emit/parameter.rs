//! Template, query, header and cookie parameters: types with a closed set of values, and the struct of an operation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::gateway::{Choice, Location, Operation, Parameter, ParameterKind, Presence};

use super::check::{numeric_tokens, text_tokens};

/// The type of a parameter that takes only certain values.
pub(super) fn choice(choice: &Choice) -> Vec<TokenStream> {
    let ident = format_ident!("{}", choice.ident);
    let variants: Vec<_> = choice.variants.iter().map(|(variant, _)| format_ident!("{variant}")).collect();
    let values: Vec<_> = choice.variants.iter().map(|(_, value)| value).collect();
    let docs = values.iter().map(|value| format!(" `{value}`"));
    let doc = format!(" `{}`", choice.parameter);
    vec![
        quote! {
            #[doc = #doc]
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub enum #ident { #(#[doc = #docs] #variants,)* }
        },
        quote! {
            impl Choice for #ident {
                const NAMES: &'static [&'static str] = &[#(#values),*];

                fn from_text(text: &str) -> Option<Self> {
                    match text { #(#values => Some(Self::#variants),)* _ => None }
                }

                fn as_text(&self) -> &'static str {
                    match self { #(Self::#variants => #values,)* }
                }
            }
        },
    ]
}

/// The struct of an operation's parameters; none where there are none.
pub(super) fn parameters(operation: &Operation) -> Vec<TokenStream> {
    if operation.parameters.is_empty() {
        return Vec::new();
    }
    let fields = operation.parameters.iter().map(|parameter| {
        let (field, kind) = (format_ident!("{}", parameter.field), kind(parameter));
        let doc = format!(" `{}`, in the {}", parameter.name, place(parameter.location));
        quote!(#[doc = #doc] pub #field: #kind)
    });
    let reads = operation.parameters.iter().map(|parameter| {
        let (field, read) = (format_ident!("{}", parameter.field), read(parameter));
        quote!(#field: #read?)
    });
    vec![
        quote! {
            /// What the caller says beside the body.
            #[derive(Clone, Debug)]
            pub struct Parameters { #(#fields,)* }
        },
        quote! {
            impl Parameters {
                /// Reads and checks them.
                pub fn read(call: &mut Call) -> Flow<Self> { Ok(Self { #(#reads,)* }) }

                /// Checks them.
                pub fn check(call: &mut Call) -> Flow { Self::read(call).map(drop) }
            }
        },
    ]
}

fn place(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "headers",
        Location::Cookie => "cookies",
    }
}

fn kind(parameter: &Parameter) -> TokenStream {
    let own = own(&parameter.kind);
    match parameter.presence {
        Presence::Optional => quote!(Option<#own>),
        Presence::Required | Presence::Default(_) => own,
    }
}

fn own(kind: &ParameterKind) -> TokenStream {
    match kind {
        ParameterKind::Choice(ident) => {
            let ident = format_ident!("{ident}");
            quote!(#ident)
        }
        ParameterKind::Text(_) => quote!(String),
        ParameterKind::Number(numeric) if numeric.integer => quote!(i64),
        ParameterKind::Number(_) => quote!(f64),
        ParameterKind::Boolean => quote!(bool),
        ParameterKind::List { items, .. } => {
            let items = own(items);
            quote!(Vec<#items>)
        }
    }
}

fn rules(kind: &ParameterKind) -> TokenStream {
    match kind {
        ParameterKind::Choice(_) => quote!(OneOf),
        ParameterKind::Text(text) => text_tokens(text),
        ParameterKind::Number(numeric) => numeric_tokens(numeric),
        ParameterKind::Boolean => quote!(Boolean),
        ParameterKind::List { items, separator, min_items, max_items } => {
            let items = rules(items);
            let separator = match separator {
                None => quote!(Separator::Repeated),
                Some(separator) => quote!(Separator::Within(#separator)),
            };
            let min = proc_macro2::Literal::u64_unsuffixed(min_items.unwrap_or(0));
            let max = match max_items.map(proc_macro2::Literal::u64_unsuffixed) {
                Some(max) => quote!(Some(#max)),
                None => quote!(None),
            };
            quote!(List { items: #items, min_items: #min, max_items: #max, separator: #separator })
        }
    }
}

fn read(parameter: &Parameter) -> TokenStream {
    let Parameter { name, .. } = parameter;
    let rules = rules(&parameter.kind);
    let place = match parameter.location {
        Location::Path => return quote!(parameter::path(call, #name, &#rules)),
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    match (&parameter.presence, &parameter.kind) {
        (Presence::Default(variant), ParameterKind::Choice(ident)) => {
            let function = format_ident!("{place}_or");
            let (ident, variant) = (format_ident!("{ident}"), format_ident!("{variant}"));
            quote!(parameter::#function(call, #name, &#rules, #ident::#variant))
        }
        (Presence::Optional, _) => {
            let function = format_ident!("{place}_optional");
            quote!(parameter::#function(call, #name, &#rules))
        }
        _ => {
            let function = format_ident!("{place}");
            quote!(parameter::#function(call, #name, &#rules))
        }
    }
}
