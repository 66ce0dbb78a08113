//! How values are written as text, as the runtime's `Style` and `Encoded`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::gateway::Style;

pub(super) fn tokens(style: &Style) -> TokenStream {
    match style {
        Style::Text => quote!(Style::Text),
        Style::Repeated => quote!(Style::Repeated),
        Style::List(separator) => quote!(Style::List(#separator)),
        Style::Turns(separator) => quote!(Style::Turns(#separator)),
        Style::Pairs(separator) => quote!(Style::Pairs(#separator)),
        Style::Deep => quote!(Style::Deep),
        Style::Members(names) => quote!(Style::Members(&[#(#names),*])),
        Style::Others(names) => quote!(Style::Others(&[#(#names),*])),
        Style::Json => quote!(Style::Json),
        Style::JsonItems => quote!(Style::JsonItems),
    }
}

/// Fields that aren't written as fields are by default.
pub(super) fn encoded(fields: &[(String, Style)]) -> TokenStream {
    let fields = fields.iter().map(|(name, style)| {
        let style = tokens(style);
        quote!(Encoded::new(#name, #style))
    });
    quote!(&[#(#fields),*])
}
