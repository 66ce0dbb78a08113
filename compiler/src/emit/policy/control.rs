//! The policies of a section as statements: a call of the policy's method, a branch, a loop, or a fragment.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::value::{literal, typed, value};
use super::{function_name, has_response, in_words, mentions, used};
use crate::expression;
use crate::gateway::{self, Argument, Gateway, Given, Policy, SectionKind, snake};
use crate::policy::catalogue::Form;

/// Whether a policy waits for something, or one that stands below it; on an error nothing does.
pub(super) fn waits(policy: &Policy, kind: SectionKind) -> bool {
    kind != SectionKind::OnError
        && policy.tree().iter().any(|policy| policy.entry.awaits || gateway::reads(policy).answer)
}

/// One policy, behind what holds back the answer where an expression looks into it.
pub(super) fn step(gateway: &Gateway, kind: SectionKind, policy: &Policy) -> TokenStream {
    let held = gateway::reads(policy).answer.then(|| {
        let buffer = policy.buffer;
        quote!(expression::hold(call, response, #buffer).await?;)
    });
    let step = self::alone(gateway, kind, policy);
    quote!(#held #step)
}

fn alone(gateway: &Gateway, kind: SectionKind, policy: &Policy) -> TokenStream {
    match policy.entry.form {
        Form::Type => typed(gateway, kind, policy),
        Form::Branches => branches(gateway, kind, policy),
        Form::Loop => repeated(gateway, kind, policy),
        Form::Fragment => {
            let module = format_ident!("{}", fragment_module(policy));
            let name = function_name(kind);
            let response = has_response(kind).then(|| quote!(, response));
            let wait = waits(policy, kind).then(|| quote!(.await));
            quote!(crate::fragments::#module::#name(gateway, call #response) #wait?;)
        }
    }
}

/// `if` and `else` of the conditions.
fn branches(gateway: &Gateway, kind: SectionKind, policy: &Policy) -> TokenStream {
    let mut chain = TokenStream::new();
    for (at, branch) in policy.branches.iter().enumerate() {
        let steps = branch.policies.iter().map(|policy| step(gateway, kind, policy));
        let body = quote!({ #(#steps)* });
        let otherwise = (at > 0).then(|| quote!(else));
        chain.extend(match &branch.when {
            Some(when) => {
                let condition = condition(gateway, when);
                quote!(#otherwise if #condition #body)
            }
            None => quote!(#otherwise #body),
        });
    }
    chain
}

/// A `loop` of attempts.
fn repeated(gateway: &Gateway, kind: SectionKind, policy: &Policy) -> TokenStream {
    let mut computed = Vec::new();
    let entry = policy.entry;
    let settings = literal(gateway, &entry.type_name(), entry.fields(), &policy.arguments, None, &mut computed);
    let computed = computed.iter().map(|(_, bound)| bound);
    let attempts = policy.branches.iter().map(|branch| {
        let steps = branch.policies.iter().map(|policy| step(gateway, kind, policy));
        let again = branch.when.as_ref().map_or_else(|| quote!(false), |when| condition(gateway, when));
        let response = mentions(&again, "response").then(|| quote!(let response = call.attempted()?;));
        let (bound, again) = match again.to_string().as_str() {
            "true" => (None, again),
            _ => (Some(quote!(let again = #again;)), quote!(again)),
        };
        quote! {
            #(#steps)*
            call.forward().await?;
            #response
            #bound
            if !attempts.another(call, #again).await { break; }
        }
    });
    quote! {
        #(#computed)*
        let mut attempts = #settings.attempts(call);
        loop { #(#attempts)* }
    }
}

fn condition(gateway: &Gateway, when: &Given) -> TokenStream {
    match &when.value {
        Argument::Computed(dynamic) => dynamic.typed.as_ref().map_or_else(|| quote!(false), expression::condition),
        _ => value(gateway, when, &mut Vec::new()),
    }
}

/// The module of the fragment that a policy includes.
fn fragment_module(policy: &Policy) -> String {
    let name = policy.arguments.iter().find_map(|given| match &given.value {
        Argument::Name(name) => Some(snake(name)),
        _ => None,
    });
    let name = name.unwrap_or_default();
    if syn::parse_str::<Ident>(&name).is_ok() && name != "mod" { name } else { format!("{name}_fragment") }
}

/// The fragments that policies include: by module the function of each section.
pub(in crate::emit) fn fragments(gateway: &Gateway) -> BTreeMap<String, Vec<TokenStream>> {
    let mut found: BTreeMap<(String, SectionKind), &Policy> = BTreeMap::new();
    for sections in gateway.sections() {
        for kind in SectionKind::ALL {
            let all = sections.get(kind).policies().flat_map(Policy::tree);
            for policy in all.filter(|policy| policy.entry.form == Form::Fragment) {
                found.entry((fragment_module(policy), kind)).or_insert(policy);
            }
        }
    }
    let mut modules: BTreeMap<String, Vec<TokenStream>> = BTreeMap::new();
    for ((module, kind), policy) in found {
        modules.entry(module).or_default().push(fragment(gateway, kind, policy));
    }
    modules
}

fn fragment(gateway: &Gateway, kind: SectionKind, policy: &Policy) -> TokenStream {
    let steps = policy.branches.iter().flat_map(|branch| &branch.policies).map(|policy| step(gateway, kind, policy));
    let body = quote!(#(#steps)*);
    let [gateway, call, response] = ["gateway", "call", "response"].map(|name| used(&body, name));
    let response = has_response(kind).then(|| quote!(, #response: &mut Response));
    let name = function_name(kind);
    let doc = format!(" The policies of this fragment, {}.", in_words(kind));
    let waits = waits(policy, kind).then(|| quote!(async));
    quote! {
        #[doc = #doc]
        pub #waits fn #name(#gateway: &Gateway, #call: &mut Call #response) -> Flow { #body Ok(()) }
    }
}
