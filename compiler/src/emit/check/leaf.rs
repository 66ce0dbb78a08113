//! The bounds of strings and numbers, and single values, as expressions.

use proc_macro2::TokenStream;
use quote::quote;

use crate::schema::{Bound, Literal, Numeric, Text};

pub(in crate::emit) fn text_tokens(text: &Text) -> TokenStream {
    let min = text.min_length.map(count).map(|least| quote!(.min_length(#least)));
    let max = text.max_length.map(count).map(|most| quote!(.max_length(#most)));
    let pattern = text.pattern.as_ref().map(|pattern| {
        quote! {
            .pattern({
                static PATTERN: Pattern = Pattern::new(#pattern);
                &PATTERN
            })
        }
    });
    quote!(Text::ANY #min #max #pattern)
}

pub(in crate::emit) fn numeric_tokens(numeric: &Numeric) -> TokenStream {
    let min = numeric.minimum.as_ref().map(|bound| match bound {
        Bound::Inclusive(text) => quote!(.at_least(#text)),
        Bound::Exclusive(text) => quote!(.above(#text)),
    });
    let max = numeric.maximum.as_ref().map(|bound| match bound {
        Bound::Inclusive(text) => quote!(.at_most(#text)),
        Bound::Exclusive(text) => quote!(.below(#text)),
    });
    let multiple = numeric.multiple_of.as_ref().map(|of| quote!(.multiple_of(#of)));
    let base = if numeric.integer { quote!(Numeric::INTEGER) } else { quote!(Numeric::NUMBER) };
    quote!(#base #min #max #multiple)
}

/// A number as people write it, without a suffix.
pub(super) fn count(count: u64) -> proc_macro2::Literal {
    proc_macro2::Literal::u64_unsuffixed(count)
}

pub(super) fn literal(literal: &Literal) -> TokenStream {
    match literal {
        Literal::Null => quote!(Literal::Null),
        Literal::Bool(value) => quote!(Literal::Bool(#value)),
        Literal::Number(text) => quote!(Literal::Number(#text)),
        Literal::String(text) => quote!(Literal::String(#text)),
        Literal::Json(text) => quote!(Literal::Json(#text)),
    }
}
