//! The policies of one scope as functions, one a section.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::gateway::{Argument, Gateway, Given, Policy, Typed, Words, snake};
use crate::policy::catalogue::{Attribute, AttributeKind, camel};

use super::{units, words};

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
    let waits = awaits(policies).then(|| quote!(async));
    quote! {
        #[doc = #doc]
        pub #waits fn #name(#gateway: &Gateway, #call: &mut Call #response) -> Flow { #body #end }
    }
}

/// Whether one of the policies waits for something, so that their function is asynchronous.
pub(super) fn awaits(policies: &[Policy]) -> bool {
    policies.iter().any(|policy| policy.entry.awaits)
}

/// Whether one of the gateway's policies takes the state that all calls share.
pub(super) fn shares_state(gateway: &Gateway) -> bool {
    let apis = gateway.apis.iter();
    let narrower = apis.flat_map(|api| {
        std::iter::once(&api.policies).chain(api.operations.iter().map(|operation| &operation.policies))
    });
    let mut scopes = std::iter::once(&gateway.policies).chain(narrower);
    scopes
        .any(|sections| Section::ALL.iter().any(|section| section.of(sections).iter().any(|policy| policy.entry.state)))
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

/// One policy: the runtime's type of its name with the attributes that were written, and the method of the section.
fn step(gateway: &Gateway, section: Section, policy: &Policy) -> TokenStream {
    let entry = policy.entry;
    let literal = literal(gateway, &entry.type_name(), entry.attributes, &policy.arguments, None);
    let method = format_ident!("{}", section.name());
    let state = entry.state.then(|| quote!(&gateway.state,));
    let response = section.has_response().then(|| quote!(, response));
    let wait = entry.awaits.then(|| quote!(.await));
    quote!(#literal.#method(#state call #response) #wait?;)
}

/// A struct of the runtime. What isn't written is its default.
fn literal(
    gateway: &Gateway,
    of: &str,
    attributes: &'static [Attribute],
    arguments: &[Given],
    name: Option<&str>,
) -> TokenStream {
    let of = format_ident!("{of}");
    let fields = arguments.iter().map(|given| {
        let field = format_ident!("{}", snake(given.attribute.name));
        let value = value(gateway, given);
        let value = if given.attribute.is_option() { quote!(Some(#value)) } else { value };
        quote!(#field: #value)
    });
    let name = name.map(|name| quote!(name: #name));
    let rest = (arguments.len() < attributes.len()).then(|| quote!(..#of::DEFAULT));
    let fields = name.into_iter().chain(fields).chain(rest);
    quote!(#of { #(#fields),* })
}

/// The value of a field.
fn value(gateway: &Gateway, given: &Given) -> TokenStream {
    let values = quote!(gateway.named_values);
    let text = |text: &Words| words::text(gateway, text, &values);
    match &given.value {
        Argument::Name(name) => quote!(#name),
        Argument::Text(words) => text(words),
        Argument::Texts(texts) => {
            let texts = texts.iter().map(text);
            quote!(&[#(#texts),*])
        }
        Argument::Choice(word) => {
            let AttributeKind::Choice(choice) = given.attribute.kind else { return quote!(#word) };
            let (of, word) = (format_ident!("{}", choice.of), format_ident!("{}", camel(word)));
            quote!(#of::#word)
        }
        Argument::Bool(value) => words::typed(gateway, value, &values, |value| quote!(#value)),
        Argument::Integer(value) => {
            let written = words::typed(gateway, value, &values, |value| {
                let value = Literal::u64_unsuffixed(*value);
                quote!(#value)
            });
            match value {
                Typed::Literal(_) => written,
                // A negative number counts as none.
                Typed::NamedValue(_) => quote!(u64::try_from(#written).unwrap_or_default()),
            }
        }
        Argument::Number(value) => words::typed(gateway, value, &values, |value| {
            let value = Literal::f64_unsuffixed(*value);
            quote!(#value)
        }),
        Argument::Duration(millis) => units::duration(*millis),
        Argument::Size(bytes) => units::size(*bytes),
        Argument::Rows(rows) => {
            let AttributeKind::Rows(row) = given.attribute.kind else { return quote!(&[]) };
            let rows =
                rows.iter().map(|(name, arguments)| literal(gateway, row.of, row.attributes, arguments, Some(name)));
            quote!(&[#(#rows),*])
        }
    }
}
