//! Who of other origins may call: a function of each scope that says something about it, and one that asks all of them.

use proc_macro2::TokenStream;
use quote::quote;

use super::value::constructed;
use super::{Place, used};
use crate::gateway::{Api, Gateway, Operation, Scope, SectionKind, Step, declaring_scopes};

/// Whether a step is a policy on pages of other origins.
pub(super) fn says(step: &Step) -> bool {
    matches!(step, Step::Policy(policy, _) if policy.entry.cross_origin)
}

/// Whether calls to an operation may come from other origins: none where no scope says anything, and else whether other
/// scopes do than of the API's other operations.
pub(in crate::emit) fn crosses(gateway: &Gateway, api: &Api, operation: &Operation) -> Option<bool> {
    let own = Place::below_api(gateway, api, Some(operation)).saying();
    (!own.is_empty()).then(|| own != Place::of_api(gateway, api).saying())
}

/// Whether calls to an operation that adds nothing may come from other origins.
pub(in crate::emit) fn crosses_by_default(gateway: &Gateway, api: &Api) -> bool {
    !Place::of_api(gateway, api).saying().is_empty()
}

impl Place<'_> {
    /// The scopes that a call goes through and that say something, from broad to narrow.
    fn saying(self) -> Vec<Scope> {
        let Some(api) = self.api else { return Vec::new() };
        let scopes = declaring_scopes(api, self.operation, SectionKind::Inbound);
        scopes.into_iter().filter(|scope| self.is_saying(scope)).collect()
    }

    fn is_saying(self, scope: &Scope) -> bool {
        self.section(scope, SectionKind::Inbound).is_some_and(|section| {
            section.steps.iter().any(|step| match step {
                Step::Scope(scope) => self.is_saying(scope),
                step => says(step),
            })
        })
    }

    /// The function of a scope, if it says something; `what` is the scope in words.
    pub(in crate::emit) fn origins(self, scope: &Scope, what: &str) -> Option<TokenStream> {
        let section = self.section(scope, SectionKind::Inbound).filter(|_| self.is_saying(scope))?;
        let lines = section.steps.iter().filter_map(|step| match step {
            Step::Policy(policy, _) if says(step) => {
                let policy = constructed(self.gateway, policy);
                Some(quote!(#policy.decide(request);))
            }
            Step::Policy(..) => None,
            Step::Scope(scope) => self.is_saying(scope).then(|| self.ask(scope)),
        });
        let body = quote!(#(#lines)*);
        let gateway = used(&body, "gateway");
        let all = if section.inherits { "" } else { ", and all that it inherits," };
        let doc = format!(" Which pages of other origins the policies of {what}{all} let call.");
        Some(quote! {
            #[doc = #doc]
            pub fn origins(#gateway: &Gateway, request: &mut CrossOrigin) { #body }
        })
    }

    /// The function that asks all scopes that a call goes through, if one of them says something.
    pub(in crate::emit) fn crossing(self, what: &str) -> Option<TokenStream> {
        let scopes = self.saying();
        let lines = scopes.iter().map(|scope| self.ask(scope));
        let doc = format!(" Which pages of other origins may call {what}.");
        (!scopes.is_empty()).then(|| {
            quote! {
                #[doc = #doc]
                pub fn cross_origin(gateway: &Gateway, request: &mut CrossOrigin) { #(#lines)* }
            }
        })
    }

    /// The line that asks a scope.
    fn ask(self, scope: &Scope) -> TokenStream {
        let path = self.path(scope);
        quote!(#path origins(gateway, request);)
    }
}
