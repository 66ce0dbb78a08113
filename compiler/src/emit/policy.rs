//! The policies of one scope as functions, one a section.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::gateway::{ExistsAction, Gateway, Policy, Words};

use super::words;

/// The section that a function is for: what it gets and what it gives.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// Before the call is sent.
    Inbound,
    /// As the call is sent.
    Backend,
    /// On the answer.
    Outbound,
    /// On an error that the gateway answers itself.
    OnError,
}

impl Section {
    /// All of them, in the order of a call's life.
    pub(super) const ALL: [Section; 4] = [Section::Inbound, Section::Backend, Section::Outbound, Section::OnError];

    /// The function's name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Section::Inbound => "inbound",
            Section::Backend => "backend",
            Section::Outbound => "outbound",
            Section::OnError => "on_error",
        }
    }

    /// The policies of the section.
    pub(super) fn of(self, sections: &crate::gateway::Sections) -> &[Policy] {
        match self {
            Section::Inbound => &sections.inbound,
            Section::Backend => &sections.backend,
            Section::Outbound => &sections.outbound,
            Section::OnError => &sections.on_error,
        }
    }

    fn has_response(self) -> bool {
        matches!(self, Section::Outbound | Section::OnError)
    }
}

/// The function of a section; `then` is what it ends with (the next broader scope, on an error).
pub(super) fn function(
    gateway: &Gateway,
    section: Section,
    policies: &[Policy],
    scope: &str,
    then: Option<TokenStream>,
) -> TokenStream {
    let name = format_ident!("{}", section.name());
    let steps: Vec<TokenStream> = policies.iter().map(|policy| step(gateway, section, policy)).collect();
    let body = quote!(#(#steps)* #then);
    let [gateway, call, fault, response] = ["gateway", "call", "fault", "response"].map(|name| used(&body, name));
    let fault = (section == Section::OnError).then(|| quote!(, #fault: &Fault));
    let response = section.has_response().then(|| quote!(#fault, #response: &mut Response));
    let end = if then.is_some() { quote!() } else { quote!(Ok(())) };
    let words = match section {
        Section::Inbound => "before a call is sent",
        Section::Backend => "as a call is sent",
        Section::Outbound => "on an answer",
        Section::OnError => "on an error that the gateway answers itself",
    };
    let doc = format!(" The policies of {scope}, {words}.");
    quote! {
        #[doc = #doc]
        pub fn #name(#gateway: &Gateway, #call: &mut Call #response) -> Flow { #body #end }
    }
}

/// The parameter's name, or `_` where the body doesn't use it.
pub(super) fn used(body: &TokenStream, name: &str) -> TokenStream {
    fn within(tokens: TokenStream, name: &str) -> bool {
        tokens.into_iter().any(|tree| match tree {
            proc_macro2::TokenTree::Ident(ident) => ident == name,
            proc_macro2::TokenTree::Group(group) => within(group.stream(), name),
            _ => false,
        })
    }
    let ident: Ident = format_ident!("{name}");
    if within(body.clone(), name) { quote!(#ident) } else { quote!(_) }
}

fn step(gateway: &Gateway, section: Section, policy: &Policy) -> TokenStream {
    let values_of = quote!(gateway.named_values);
    let list = |values: &[Words]| {
        let values = values.iter().map(|value| words::text(gateway, value, &values_of));
        quote!(&[#(#values),*])
    };
    match policy {
        Policy::SetHeader { name, exists_action, values } => {
            let (action, values) = (exists(*exists_action), list(values));
            let apply = if section.has_response() { quote!(response(response)) } else { quote!(request(call)) };
            quote!(SetHeader { name: #name, exists_action: #action, values: #values }.#apply?;)
        }
        Policy::SetQueryParameter { name, exists_action, values } => {
            let (action, values) = (exists(*exists_action), list(values));
            quote!(SetQueryParameter { name: #name, exists_action: #action, values: #values }.apply(call)?;)
        }
        Policy::RewriteUri { template, copy_unmatched_params } => {
            let template = words::text(gateway, template, &values_of);
            let copy = words::flag(gateway, copy_unmatched_params, &values_of);
            quote! {
                RewriteUri { template: #template, copy_unmatched_params: #copy }.apply(call)?;
            }
        }
    }
}

fn exists(action: ExistsAction) -> TokenStream {
    match action {
        ExistsAction::Override => quote!(ExistsAction::Override),
        ExistsAction::Skip => quote!(ExistsAction::Skip),
        ExistsAction::Append => quote!(ExistsAction::Append),
        ExistsAction::Delete => quote!(ExistsAction::Delete),
    }
}
