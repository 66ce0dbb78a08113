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
    let (parameters, read) = parameter::parameters(operation, &mut checks);
    let mut items = vec![descriptor(operation, &parameters, &body)];
    items.extend(read);
    if operation.lives_alone() {
        let module = format_ident!("{}", api.module);
        let backend = operation.backend.as_ref().unwrap_or(&api.backend);
        items.push(life(backend, &operation.policies, &format!("`{}`", operation.id), &quote!(#module::)));
        items.extend(own_sections(gateway, api, operation));
    }
    items.extend(checks.into_functions());
    items
}

fn descriptor(operation: &Operation, parameters: &TokenStream, body: &TokenStream) -> TokenStream {
    let Operation { id, method, path, .. } = operation;
    let streaming = match &operation.streaming {
        Streaming::Never => quote!(Streaming::Never),
        Streaming::When(member) => quote!(Streaming::When(#member)),
        Streaming::Declared => quote!(Streaming::Declared),
    };
    let doc = format!(" `{id}`, for the router and the log.");
    quote! {
        #[doc = #doc]
        pub static OPERATION: Operation = Operation {
            id: #id,
            api: &API,
            method: #method,
            path: #path,
            parameters: #parameters,
            body: #body,
            streaming: #streaming,
        };
    }
}

/// The life of a call, read from top to bottom; `own` are the sections beside the API's, `path` leads to those.
pub(super) fn life(backend: &str, own: &Sections, what: &str, path: &TokenStream) -> TokenStream {
    let backend = format_ident!("{backend}");
    let line = |section: Section| {
        let name = format_ident!("{}", section.name());
        let response = (section == Section::Outbound).then(|| quote!(, &mut response));
        let own = (!section.of(own).is_empty()).then(|| quote!(#name(gateway, call #response)?;));
        let broad =
            [quote!(crate::gateway::#name(gateway, call #response)?;), quote!(#path #name(gateway, call #response)?;)];
        let [gateway, api] = broad;
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

/// The lines that head an operation's file.
pub(super) fn head(operation: &Operation) -> Vec<String> {
    let mut lines = vec![format!("`{}`", format!("{} {}", operation.method, operation.path).trim_end())];
    if let Some(summary) = &operation.summary {
        lines.push(String::new());
        lines.extend(fragment::prose(summary));
    }
    lines
}
