//! Policies of the user's own: the type of another crate with all its fields, since no default of it is known here.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::gateway::snake;
use crate::policy::catalogue::{Attribute, OwnType};

/// The value of such a type. An attribute that isn't written is `None`, or an empty list.
pub(super) fn literal(own: OwnType, attributes: &[Attribute], written: &[(Ident, TokenStream)]) -> TokenStream {
    let path = std::iter::once(own.of).chain(own.path.split("::")).map(|part| format_ident!("{part}"));
    let fields = attributes.iter().map(|attribute| {
        let field = format_ident!("{}", snake(attribute.name));
        match written.iter().find(|(name, _)| *name == field) {
            Some((_, value)) => quote!(#field: #value),
            None if attribute.is_option() => quote!(#field: None),
            None => quote!(#field: &[]),
        }
    });
    quote!(#(#path)::* { #(#fields),* })
}
