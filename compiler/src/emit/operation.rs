//! One operation: its descriptor, its parameters, the checks of its body, and its life where that departs from the
//! API's.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::gateway::{Api, Gateway, Operation, Sections, Streaming};
use crate::schema::Named;

use super::check::Checks;
use super::policy::{self, Section};
use super::{body, fragment, parameter};

/// The items of an operation's file.
pub(super) fn items(
    gateway: &Gateway,
    api: &Api,
    operation: &Operation,
    names: &BTreeMap<Named, String>,
) -> Vec<TokenStream> {
    let mut checks = Checks::new(names);
    let body = body::tokens(&operation.body, &mut checks);
    let rows: Vec<TokenStream> =
        operation.parameters.iter().map(|parameter| parameter::row(parameter, &mut checks)).collect();
    let mut items = vec![descriptor(operation, &rows, body.as_ref())];
    if operation.lives_alone() {
        let module = format_ident!("{}", api.module);
        let backend = operation.backend.as_ref().unwrap_or(&api.backend);
        let what = format!("`{}`", operation.id);
        items.push(life(backend, [&gateway.policies, &api.policies, &operation.policies], &what, &quote!(#module::)));
        items.extend(own_sections(gateway, api, operation));
    }
    items.extend(checks.into_functions());
    items
}

/// What the operation is, in rows; what the document does not say is left out.
fn descriptor(operation: &Operation, rows: &[TokenStream], body: Option<&TokenStream>) -> TokenStream {
    let Operation { id, method, path, .. } = operation;
    let parameters = (!rows.is_empty()).then(|| quote!(parameters: &[#(#rows),*],));
    let body = body.map(|body| quote!(body: #body,));
    let streaming = match &operation.streaming {
        Streaming::Never => None,
        Streaming::When(member) => Some(quote!(streaming: Streaming::When(#member),)),
        Streaming::Declared => Some(quote!(streaming: Streaming::Declared,)),
    };
    quote! {
        pub static OPERATION: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            #parameters
            #body
            #streaming
            ..Operation::of(&API)
        };
    }
}

/// The life of a call, read from top to bottom. `scopes` are the policies of the gateway, of the API and of the operation
/// itself; `path` leads to the API's.
pub(super) fn life(backend: &str, scopes: [&Sections; 3], what: &str, path: &TokenStream) -> TokenStream {
    let backend = format_ident!("{backend}");
    let line = |section: Section| {
        let name = format_ident!("{}", section.name());
        let response = (section == Section::Outbound).then(|| quote!(, &mut response));
        let [gateway, api, own] = scopes.map(|sections| {
            let policies = section.of(sections);
            (policies.is_empty(), policy::awaits(policies).then(|| quote!(.await)))
        });
        let own = (!own.0).then_some(own.1).map(|wait| quote!(#name(gateway, call #response) #wait?;));
        let (of_gateway, of_api) = (gateway.1, api.1);
        let gateway = quote!(crate::gateway::#name(gateway, call #response) #of_gateway?;);
        let api = quote!(#path #name(gateway, call #response) #of_api?;);
        if section == Section::Outbound { quote!(#own #api #gateway) } else { quote!(#gateway #api #own) }
    };
    let (inbound, before, outbound) = (line(Section::Inbound), line(Section::Backend), line(Section::Outbound));
    let doc = format!(" The life of a call to {what}.");
    quote! {
        #[doc = #doc]
        pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
            Box::pin(async move {
                call.check_parameters()?;
                #inbound
                call.check_body().await?;
                #before
                let mut response = gateway.backends.#backend.send(call).await?;
                #outbound
                Ok(response)
            })
        }
    }
}

fn own_sections(gateway: &Gateway, api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let module = format_ident!("{}", api.module);
    let sections = Section::ALL.into_iter().filter(|section| !section.of(&operation.policies).is_empty());
    sections
        .map(|section| {
            let then = (section == Section::OnError).then(|| quote!(#module::on_error(gateway, call, fault, response)));
            policy::function(gateway, section, section.of(&operation.policies), "this operation", then)
        })
        .collect()
}

/// The lines that head an operation's file: what the document says of it, else its route.
pub(super) fn head(operation: &Operation) -> Vec<String> {
    let said = operation.summary.as_deref().map(fragment::prose).unwrap_or_default();
    if said.iter().any(|line| !line.is_empty()) {
        return said;
    }
    vec![format!("`{}`", format!("{} {}", operation.method, operation.path).trim_end())]
}
