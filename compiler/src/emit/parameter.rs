//! Template, query, header and cookie parameters: types with a closed set of values, and the struct of an operation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::gateway::{Choice, Location, Operation, Parameter, ParameterKind, Prefix, Presence};

use super::check::{Checks, numeric_tokens, text_tokens};
use super::style;

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

/// What the descriptor says of the parameters, and the items that it names: a struct of those that are read into types,
/// and a table of the others.
pub(super) fn parameters(operation: &Operation, checks: &mut Checks<'_>) -> (TokenStream, Vec<TokenStream>) {
    let (typed, rows): (Vec<&Parameter>, Vec<&Parameter>) =
        operation.parameters.iter().partition(|parameter| is_typed(&parameter.kind));
    let mut items = Vec::new();
    if !rows.is_empty() {
        let rows: Vec<TokenStream> = rows.into_iter().map(|parameter| row(parameter, checks)).collect();
        items.push(quote! {
            /// Parameters that are checked by their schemas.
            const CHECKED: &[Parameter] = &[#(#rows,)*];
        });
    }
    let checked = (!items.is_empty()).then(|| quote!(parameter::check(call, CHECKED)));
    if typed.is_empty() {
        let check = checked.map_or_else(|| quote!(|_| Ok(())), |checked| quote!(|call| #checked));
        return (check, items);
    }
    let fields = typed.iter().map(|parameter| {
        let (field, kind) = (format_ident!("{}", parameter.field), kind(parameter));
        let doc = format!(" `{}`, in the {}", parameter.name, place(parameter.location));
        quote!(#[doc = #doc] pub #field: #kind)
    });
    let reads = typed.iter().map(|parameter| {
        let (field, read) = (format_ident!("{}", parameter.field), read(parameter));
        quote!(#field: #read?)
    });
    let checked = checked.map(|checked| quote!(#checked?;));
    items.insert(
        0,
        quote! {
            /// What the caller says beside the body.
            #[derive(Clone, Debug)]
            pub struct Parameters { #(#fields,)* }
        },
    );
    items.insert(
        1,
        quote! {
            impl Parameters {
                /// Reads and checks them.
                pub fn read(call: &mut Call) -> Flow<Self> { Ok(Self { #(#reads,)* }) }

                /// Checks them.
                pub fn check(call: &mut Call) -> Flow { #checked Self::read(call).map(drop) }
            }
        },
    );
    (quote!(Parameters::check), items)
}

/// Whether a parameter is read into a type.
fn is_typed(kind: &ParameterKind) -> bool {
    !matches!(kind, ParameterKind::Checked { .. } | ParameterKind::QueryForm { .. } | ParameterKind::QueryJson(_))
}

/// A row of the table of parameters that are checked by their schemas.
fn row(parameter: &Parameter, checks: &mut Checks<'_>) -> TokenStream {
    let name = &parameter.name;
    let role = format!("parameter_{}", parameter.field);
    let in_path = parameter.location == Location::Path;
    let required = (!in_path && !matches!(parameter.presence, Presence::Optional)).then(|| quote!(.required()));
    let made = match &parameter.kind {
        ParameterKind::QueryForm { encoded, rule } => {
            let (encoded, check) = (style::encoded(encoded), checks.expression(&role, rule));
            quote!(Parameter::query_form(#name, #encoded, #check))
        }
        ParameterKind::QueryJson(rule) => {
            let check = checks.expression(&role, rule);
            quote!(Parameter::query_json(#name, #check))
        }
        ParameterKind::Checked { prefix, style, allow_empty, rule } => {
            let place = match (parameter.location, prefix) {
                (Location::Path, Prefix::None) => "path",
                (Location::Path, Prefix::Label) => "label",
                (Location::Path, Prefix::Matrix) => "matrix",
                (Location::Query, _) => "query",
                (Location::Header, _) => "header",
                (Location::Cookie, _) => "cookie",
            };
            let place = format_ident!("{place}");
            let (style, check) = (style::tokens(style), checks.expression(&role, rule));
            let allow_empty = allow_empty.then(|| quote!(.allow_empty()));
            quote!(Parameter::#place(#name, #style, #check) #allow_empty)
        }
        _ => return TokenStream::new(),
    };
    quote!(#made #required)
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
        // Those have a row in a table, and no field.
        ParameterKind::Checked { .. } | ParameterKind::QueryForm { .. } | ParameterKind::QueryJson(_) => quote!(()),
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
        ParameterKind::Checked { .. } | ParameterKind::QueryForm { .. } | ParameterKind::QueryJson(_) => quote!(()),
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
