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
    let own = match &parameter.kind {
        ParameterKind::Choice(ident) => {
            let ident = format_ident!("{ident}");
            quote!(#ident)
        }
        ParameterKind::Text(_) | ParameterKind::Raw => quote!(String),
        ParameterKind::Number(numeric) if numeric.integer => quote!(i64),
        ParameterKind::Number(_) => quote!(f64),
        ParameterKind::Boolean => quote!(bool),
    };
    match parameter.presence {
        Presence::Optional => quote!(Option<#own>),
        Presence::Required | Presence::Default(_) => own,
    }
}

fn read(parameter: &Parameter) -> TokenStream {
    let name = &parameter.name;
    let location = match parameter.location {
        Location::Path => quote!(Location::Path),
        Location::Query => quote!(Location::Query),
        Location::Header => quote!(Location::Header),
        Location::Cookie => quote!(Location::Cookie),
    };
    if let ParameterKind::Choice(ident) = &parameter.kind {
        return match &parameter.presence {
            Presence::Required => quote!(parameter::choice(call, #location, #name)),
            Presence::Optional => quote!(parameter::optional_choice(call, #location, #name)),
            Presence::Default(variant) => {
                let (ident, variant) = (format_ident!("{ident}"), format_ident!("{variant}"));
                quote!(parameter::choice_or(call, #location, #name, #ident::#variant))
            }
        };
    }
    let required = matches!(parameter.presence, Presence::Required);
    match &parameter.kind {
        ParameterKind::Text(text) => {
            let rules = text_tokens(text);
            if required {
                quote!(parameter::text(call, #location, #name, &#rules))
            } else {
                quote!(parameter::optional_text(call, #location, #name, &#rules))
            }
        }
        ParameterKind::Number(numeric) => {
            let rules = numeric_tokens(numeric);
            if required {
                quote!(parameter::number(call, #location, #name, &#rules))
            } else {
                quote!(parameter::optional_number(call, #location, #name, &#rules))
            }
        }
        ParameterKind::Boolean if required => quote!(parameter::boolean(call, #location, #name)),
        ParameterKind::Boolean => quote!(parameter::optional_boolean(call, #location, #name)),
        _ if required => quote!(parameter::raw(call, #location, #name)),
        _ => quote!(parameter::optional_raw(call, #location, #name)),
    }
}
