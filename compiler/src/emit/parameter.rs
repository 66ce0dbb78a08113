//! Template, query, header and cookie parameters: types with a closed set of values, and the rows of an operation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::gateway::{Choice, Location, Parameter, ParameterKind, Prefix, Presence};
use crate::schema::Numeric;

use super::check::{Checks, numeric_tokens, text_tokens};
use super::style;

/// What rows are made of. Only the files of operations use these names, since functions of a schema's file may bear them.
pub(super) const NAMES: [&str; 12] =
    ["BOOLEAN", "INTEGER", "NUMBER", "TEXT", "cookie", "header", "names", "number", "one_of", "path", "query", "text"];

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

                const VALUES: &'static [Self] = &[#(Self::#variants),*];
            }
        },
    ]
}

/// The row of a parameter.
pub(super) fn row(parameter: &Parameter, checks: &mut Checks<'_>) -> TokenStream {
    let made = match &parameter.kind {
        ParameterKind::Checked { .. } | ParameterKind::QueryForm { .. } | ParameterKind::QueryJson(_) => {
            by_schema(parameter, checks)
        }
        kind => {
            let place = match parameter.location {
                Location::Path => quote!(path),
                Location::Query => quote!(query),
                Location::Header => quote!(header),
                Location::Cookie => quote!(cookie),
            };
            let (name, (value, list)) = (&parameter.name, value(kind));
            quote!(#place(#name, #value) #list)
        }
    };
    let presence = match (&parameter.presence, &parameter.kind) {
        // What is in the path is always there.
        _ if parameter.location == Location::Path => None,
        (Presence::Default(variant), ParameterKind::Choice(ident)) => {
            let (ident, variant) = (format_ident!("{ident}"), format_ident!("{variant}"));
            Some(quote!(.or(&#ident::#variant)))
        }
        (Presence::Filled(text), _) => Some(quote!(.or(&#text))),
        (Presence::Optional, _) => None,
        _ => Some(quote!(.required())),
    };
    quote!(#made #presence)
}

/// The row of a parameter that is checked by its schema.
fn by_schema(parameter: &Parameter, checks: &mut Checks<'_>) -> TokenStream {
    let name = &parameter.name;
    let role = format!("parameter_{}", parameter.field);
    match &parameter.kind {
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
        _ => TokenStream::new(),
    }
}

/// What one value keeps, and how several of them are written.
fn value(kind: &ParameterKind) -> (TokenStream, TokenStream) {
    let value = match kind {
        ParameterKind::Choice(ident) => {
            let ident = format_ident!("{ident}");
            quote!(one_of::<#ident>())
        }
        ParameterKind::Text(text) if text.asks_nothing() => quote!(TEXT),
        ParameterKind::Text(text) => {
            let text = text_tokens(text);
            quote!(text(#text))
        }
        ParameterKind::Number(numeric) if *numeric == Numeric::default() => quote!(NUMBER),
        ParameterKind::Number(numeric) if *numeric == (Numeric { integer: true, ..Numeric::default() }) => {
            quote!(INTEGER)
        }
        ParameterKind::Number(numeric) => {
            let numeric = numeric_tokens(numeric);
            quote!(number(#numeric))
        }
        ParameterKind::Boolean => quote!(BOOLEAN),
        ParameterKind::Names(names) => quote!(names(&[#(#names),*])),
        ParameterKind::List { items, separator, min_items, max_items, unique_items } => {
            let (items, _) = value(items);
            let list = match separator {
                None => quote!(.repeated()),
                Some(separator) => quote!(.list(#separator)),
            };
            let min = min_items.filter(|least| *least > 0).map(proc_macro2::Literal::u64_unsuffixed);
            let min = min.map(|least| quote!(.min_items(#least)));
            let max = max_items.map(proc_macro2::Literal::u64_unsuffixed).map(|most| quote!(.max_items(#most)));
            let unique = unique_items.then(|| quote!(.unique_items()));
            return (items, quote!(#list #min #max #unique));
        }
        // Those have no type.
        ParameterKind::Checked { .. } | ParameterKind::QueryForm { .. } | ParameterKind::QueryJson(_) => quote!(TEXT),
    };
    (value, TokenStream::new())
}
