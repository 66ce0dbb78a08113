//! One operation: its descriptor, its parameters, the checks of its body, and its life where that departs from the
//! API's.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::gateway::{Api, Body, Field, FieldKind, Gateway, Operation, Sections, Streaming};
use crate::schema::{Named, Rule};

use super::policy::{self, Section};
use super::{check, fragment, parameter};

/// The items of an operation's file.
pub(super) fn items(
    gateway: &Gateway,
    api: &Api,
    operation: &Operation,
    names: &BTreeMap<Named, String>,
) -> Vec<TokenStream> {
    let (body, checks) = body(operation, names);
    let mut items = vec![descriptor(operation, body.as_ref())];
    if !operation.policies.is_empty() {
        let module = format_ident!("{}", api.module);
        items.push(life(api, &operation.policies, &format!("`{}`", operation.id), &quote!(#module::)));
        items.extend(own_sections(gateway, api, operation));
    }
    items.extend(checks);
    items
}

/// What the operation is, in rows; what the document does not say is left out.
fn descriptor(operation: &Operation, body: Option<&TokenStream>) -> TokenStream {
    let Operation { id, method, path, .. } = operation;
    let rows: Vec<TokenStream> = operation.parameters.iter().map(parameter::row).collect();
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

/// The descriptor's `body`, and the functions that it names.
fn body(operation: &Operation, names: &BTreeMap<Named, String>) -> (Option<TokenStream>, Vec<TokenStream>) {
    let (body, functions) = match &operation.body {
        Body::None => return (None, Vec::new()),
        Body::Unread { required, media_types } => {
            (quote!(RequestBody::Stream { required: #required, media_types: &[#(#media_types),*] }), Vec::new())
        }
        Body::Json { required, media_types, rule } => {
            let (check, functions) = body_check(rule, names);
            let body = quote! {
                RequestBody::Json { required: #required, media_types: &[#(#media_types),*], check: #check }
            };
            (body, functions)
        }
        Body::Multipart { required, fields } => {
            let mut functions = Vec::new();
            let mut taken = BTreeSet::new();
            let fields: Vec<TokenStream> =
                fields.iter().map(|entry| field(entry, names, &mut taken, &mut functions)).collect();
            (quote!(RequestBody::Multipart { required: #required, fields: &[#(#fields),*] }), functions)
        }
    };
    (Some(body), functions)
}

fn body_check(rule: &Rule, names: &BTreeMap<Named, String>) -> (TokenStream, Vec<TokenStream>) {
    match rule {
        Rule::Any => (quote!(json::any), Vec::new()),
        Rule::Named(named) => match names.get(named) {
            Some(name) => {
                let ident = format_ident!("{name}");
                (quote!(schemas::#ident::check), Vec::new())
            }
            None => (quote!(json::any), Vec::new()),
        },
        rule => {
            let lines = ["The body.".to_owned()];
            (quote!(body), check::functions("body", &lines, &quote!(pub), rule, names, &mut BTreeSet::new()))
        }
    }
}

fn field(
    field: &Field,
    names: &BTreeMap<Named, String>,
    taken: &mut BTreeSet<String>,
    functions: &mut Vec<TokenStream>,
) -> TokenStream {
    let Field { name, required, repeated, kind } = field;
    let check = match kind {
        FieldKind::File => quote!(FieldCheck::File),
        FieldKind::Text(text) => {
            let text = check::text_tokens(text);
            quote!(FieldCheck::Text(#text))
        }
        FieldKind::Number(numeric) => {
            let numeric = check::numeric_tokens(numeric);
            quote!(FieldCheck::Number(#numeric))
        }
        FieldKind::Boolean => quote!(FieldCheck::Choice(&["false", "true"])),
        FieldKind::Choice { values, open: false } => quote!(FieldCheck::Choice(&[#(#values),*])),
        FieldKind::Choice { values, open: true } => quote!(FieldCheck::OpenChoice(&[#(#values),*])),
        FieldKind::Json(rule) => {
            let name = check::fresh(&format!("field_{}", crate::gateway::snake(name)), taken);
            let lines = [format!("The JSON in the field `{}`.", field.name)];
            functions.extend(check::functions(&name, &lines, &quote!(pub), rule, names, taken));
            let ident = format_ident!("{name}");
            quote!(FieldCheck::Json(#ident))
        }
    };
    quote!(Field { name: #name, required: #required, repeated: #repeated, check: #check })
}

/// The life of a call, read from top to bottom; `own` are the sections beside the API's, `path` leads to those.
pub(super) fn life(api: &Api, own: &Sections, what: &str, path: &TokenStream) -> TokenStream {
    let backend = format_ident!("{}", api.backend);
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

/// The lines that head an operation's file: what the document says of it, else its route.
pub(super) fn head(operation: &Operation) -> Vec<String> {
    let said = operation.summary.as_deref().map(fragment::prose).unwrap_or_default();
    if said.iter().any(|line| !line.is_empty()) {
        return said;
    }
    vec![format!("`{}`", format!("{} {}", operation.method, operation.path).trim_end())]
}
