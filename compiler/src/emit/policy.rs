//! The policies of one scope as functions, one a section.

mod control;
mod origins;
mod value;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::gateway::{self, Action, Api, Gateway, Operation, Policy, Product, Scope, Section, SectionKind, Step};
use crate::policy::catalogue::{Entry, Part};

pub(super) use control::fragments;
pub(super) use value::field;

pub(super) use origins::{crosses, crosses_by_default};

use control::{step, waits};

/// Where a function stands: what it can reach, and by which paths.
#[derive(Clone, Copy)]
pub(super) struct Place<'g> {
    gateway: &'g Gateway,
    /// The API of the file, if it is one's.
    api: Option<&'g Api>,
    /// The operation of the file, if it is one's.
    operation: Option<&'g Operation>,
    /// Whether the file is that of the API itself.
    at_api: bool,
}

impl<'g> Place<'g> {
    pub(super) fn of_gateway(gateway: &'g Gateway) -> Self {
        Self { gateway, api: None, operation: None, at_api: false }
    }

    pub(super) fn of_api(gateway: &'g Gateway, api: &'g Api) -> Self {
        Self { gateway, api: Some(api), operation: None, at_api: true }
    }

    /// A file of the API: that of a tag, or of an operation.
    pub(super) fn below_api(gateway: &'g Gateway, api: &'g Api, operation: Option<&'g Operation>) -> Self {
        Self { gateway, api: Some(api), operation, at_api: false }
    }

    /// What a scope says.
    fn section(self, scope: &Scope, kind: SectionKind) -> Option<&'g Section> {
        let sections = match scope {
            Scope::Gateway => Some(&self.gateway.policies),
            Scope::Products => None,
            Scope::Product(name) => {
                let product = self.gateway.settings.products.iter().find(|product| product.name == *name);
                product.map(|product| &product.policies)
            }
            Scope::Api => self.api.map(|api| &api.policies),
            Scope::Tag(module) => {
                let tag = self.api.and_then(|api| api.tags.iter().find(|tag| tag.module == *module));
                tag.map(|tag| &tag.policies)
            }
            Scope::Operation => self.operation.map(|operation| &operation.policies),
        };
        sections.map(|sections| sections.get(kind))
    }

    /// The function that runs the policies of the product that a call comes by; none where no product says anything.
    pub(super) fn of_products(self, kind: SectionKind) -> Option<TokenStream> {
        let of_kind = |product: &Product| product.policies.get(kind).clone();
        let says = |product: &&Product| !of_kind(product).is_empty();
        let products: Vec<&Product> = self.gateway.settings.products.iter().filter(says).collect();
        if products.is_empty() {
            return None;
        }
        let arm = |product: &&Product, then: Option<TokenStream>| {
            let scope = Scope::Product(product.name.clone());
            let line = of_kind(product).acts().then(|| self.line(&scope, kind, &quote!(response)));
            let name = &product.name;
            quote!(if product == Some(#name) { #line #then })
        };
        let (inheriting, departing): (Vec<&Product>, Vec<&Product>) =
            products.iter().partition(|product| of_kind(product).inherits);
        let departing: Vec<TokenStream> =
            departing.iter().map(|product| arm(product, Some(quote!(return Ok(());)))).collect();
        // Where one of them says what it inherits, all of them run the gateway's policies here.
        let gateway = (!departing.is_empty()).then(|| self.line(&Scope::Gateway, kind, &quote!(response)));
        let (before, behind) = if gateway::outward(kind) { (None, gateway) } else { (gateway, None) };
        let mut chain = TokenStream::new();
        for arm in inheriting.iter().map(|product| arm(product, None)) {
            let otherwise = (!chain.is_empty()).then(|| quote!(else));
            chain.extend(quote!(#otherwise #arm));
        }
        let chain = quote!(#(#departing)* #before #chain #behind);
        let name = format_ident!("product_{}", function_name(kind));
        let response = has_response(kind).then(|| quote!(, response: &mut Response));
        let doc = format!(" The policies of the product that a call comes by, {}.", in_words(kind));
        let waits = self.awaits(&Scope::Products, kind).then(|| quote!(async));
        Some(quote! {
            #[doc = #doc]
            pub #waits fn #name(gateway: &Gateway, call: &mut Call #response) -> Flow {
                let product = call.product().map(|product| product.name);
                #chain
                Ok(())
            }
        })
    }

    /// Whether a scope's function waits for something.
    fn awaits(self, scope: &Scope, kind: SectionKind) -> bool {
        self.within(scope, kind, &|policy| waits(policy, kind))
    }

    /// Whether one of the policies that a call goes through in a section is such a one.
    pub(super) fn any(self, kind: SectionKind, is: fn(&Entry) -> bool) -> bool {
        self.goes_through(kind, &|policy| policy.tree().iter().any(|policy| is(policy.entry)))
    }

    /// Whether something in a section reads the request's body, in any of the scopes that a call goes through.
    pub(super) fn reads_body(self, kind: SectionKind) -> bool {
        self.goes_through(kind, &gateway::reads_body)
    }

    /// Whether the log of calls of models looks at the body.
    pub(super) fn is_logged(self) -> bool {
        self.api.is_some_and(|api| api.llm_log.is_some())
    }

    /// Whether the body is read before the first policy of `inbound`, for what reads it there.
    pub(super) fn reads_body_early(self) -> bool {
        let Some(api) = self.api else { return false };
        let kind = SectionKind::Inbound;
        let scopes = gateway::scopes(api, self.operation, kind);
        let policies = scopes.iter().flat_map(|scope| self.policies(scope, kind));
        gateway::reads_early(policies, gateway::reads_body)
    }

    /// The policies of a scope in their order, each with whether it runs for some calls alone.
    fn policies(self, scope: &Scope, kind: SectionKind) -> Vec<(bool, &'g Policy)> {
        if *scope == Scope::Products {
            let products = self.gateway.settings.products.iter().map(|product| product.policies.get(kind));
            let led = products.clone().any(|section| !section.inherits);
            let broad = if led { self.policies(&Scope::Gateway, kind) } else { Vec::new() };
            let own = products.flat_map(Section::policies).map(|policy| (true, policy));
            return broad.into_iter().map(|(_, policy)| (true, policy)).chain(own).collect();
        }
        let steps = self.section(scope, kind).into_iter().flat_map(|section| &section.steps);
        let policies = steps.flat_map(|step| match step {
            Step::Policy(policy, scope) => vec![(matches!(scope, Scope::Product(_)), policy)],
            Step::Scope(scope) => self.policies(scope, kind),
        });
        policies.collect()
    }

    /// Whether an answer is held back, so that it can be read.
    pub(super) fn holds_answer(self) -> bool {
        self.goes_through(SectionKind::Outbound, &gateway::holds_answer)
    }

    /// Whether a policy of the call may choose another backend than the API's.
    pub(super) fn chooses_backend(self) -> bool {
        let chooses = |entry: &Entry| entry.writes.contains(&Part::Backend);
        [SectionKind::Inbound, SectionKind::Backend].into_iter().any(|kind| self.any(kind, chooses))
    }

    /// What is done with answers that break the document, where the API has them checked.
    pub(super) fn answers_are_checked(self) -> Option<TokenStream> {
        match self.api.map(|api| api.validate_answers) {
            Some(Action::Prevent) => Some(quote!(Action::Prevent)),
            Some(Action::Detect) => Some(quote!(Action::Detect)),
            Some(Action::Ignore) | None => None,
        }
    }

    /// Whether a policy of the call says how it is sent, or when it is sent again.
    pub(super) fn says_how_to_send(self) -> bool {
        self.any(SectionKind::Backend, |entry| entry.writes.contains(&Part::Sending))
    }

    fn goes_through(self, kind: SectionKind, is: &dyn Fn(&Policy) -> bool) -> bool {
        let Some(api) = self.api else { return false };
        gateway::scopes(api, self.operation, kind).iter().any(|scope| self.within(scope, kind, is))
    }

    fn within(self, scope: &Scope, kind: SectionKind, is: &dyn Fn(&Policy) -> bool) -> bool {
        if *scope == Scope::Products {
            let products = self.gateway.settings.products.iter();
            let led = products.clone().any(|product| !product.policies.get(kind).inherits);
            let own = products.flat_map(|product| product.policies.get(kind).policies()).any(is);
            return own || (led && self.within(&Scope::Gateway, kind, is));
        }
        self.section(scope, kind).is_some_and(|section| {
            section.steps.iter().any(|step| match step {
                Step::Policy(policy, _) => is(policy),
                Step::Scope(scope) => self.within(scope, kind, is),
            })
        })
    }

    /// The line that runs a scope's function; `response` is the expression of the answer.
    fn line(self, scope: &Scope, kind: SectionKind, response: &TokenStream) -> TokenStream {
        let response = has_response(kind).then(|| quote!(, #response));
        let wait = self.awaits(scope, kind).then(|| quote!(.await));
        let mut name = function_name(kind);
        if *scope == Scope::Products {
            name = format_ident!("product_{name}");
        }
        let path = self.path(scope);
        quote!(#path #name(gateway, call #response) #wait?;)
    }

    /// The path of a scope's functions.
    fn path(self, scope: &Scope) -> TokenStream {
        let module = self.api.map(|api| format_ident!("{}", api.module));
        match scope {
            Scope::Gateway | Scope::Products => quote!(crate::gateway::),
            Scope::Product(product) => {
                let product = self.gateway.settings.products.iter().find(|known| known.name == *product);
                let module = format_ident!("{}", product.map_or("", |product| &product.module));
                quote!(crate::products::#module::)
            }
            Scope::Api if !self.at_api => quote!(#module::),
            Scope::Api | Scope::Operation => quote!(),
            Scope::Tag(tag) => {
                let tag = format_ident!("{tag}");
                quote!(tags::#tag::)
            }
        }
    }

    /// The lines of all scopes that a call goes through in a section.
    pub(super) fn lines(self, kind: SectionKind, response: &TokenStream) -> TokenStream {
        let Some(api) = self.api else { return quote!() };
        let lines = gateway::scopes(api, self.operation, kind);
        let lines = lines.iter().map(|scope| self.line(scope, kind, response));
        quote!(#(#lines)*)
    }

    /// The function of a scope's section; `what` is the scope in words.
    pub(super) fn function(self, scope: &Scope, kind: SectionKind, what: &str) -> TokenStream {
        let name = function_name(kind);
        let none = Section::default();
        let section = self.section(scope, kind).unwrap_or(&none);
        let acting = section.steps.iter().filter(|step| !origins::says(step));
        let steps = acting.map(|step| match step {
            Step::Policy(policy, _) => self::step(self.gateway, kind, policy),
            Step::Scope(scope) => self.line(scope, kind, &quote!(response)),
        });
        let body = quote!(#(#steps)*);
        let [gateway, call, response] = ["gateway", "call", "response"].map(|name| used(&body, name));
        let response = has_response(kind).then(|| quote!(, #response: &mut Response));
        let words = in_words(kind);
        let all = if section.inherits { "" } else { ", and all that it inherits" };
        let doc = format!(" The policies of {what}{all}, {words}.");
        let waits = self.awaits(scope, kind).then(|| quote!(async));
        quote! {
            #[doc = #doc]
            pub #waits fn #name(#gateway: &Gateway, #call: &mut Call #response) -> Flow { #body Ok(()) }
        }
    }

    /// The functions of the sections in which a scope does something.
    pub(super) fn functions(self, scope: &Scope, what: &str) -> Vec<TokenStream> {
        let own = |kind: &SectionKind| self.section(scope, *kind).is_some_and(Section::acts);
        let functions = SectionKind::ALL.into_iter().filter(own).map(|kind| self.function(scope, kind, what));
        self.origins(scope, what).into_iter().chain(functions).collect()
    }

    /// The function that edits an error's answer.
    pub(super) fn fail(self, what: &str) -> TokenStream {
        let body = self.lines(SectionKind::OnError, &quote!(response));
        let [gateway, call, response] = ["gateway", "call", "response"].map(|name| used(&body, name));
        let doc = format!(" What is done to the answer that tells of an error in a call to {what}.");
        quote! {
            #[doc = #doc]
            pub fn fail(#gateway: &Gateway, #call: &mut Call, #response: &mut Response) -> Flow { #body Ok(()) }
        }
    }
}

/// The name of the function of a section, and of the method of a policy.
fn function_name(kind: SectionKind) -> Ident {
    format_ident!("{}", kind.key().replace('-', "_"))
}

/// When a section runs.
fn in_words(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Inbound => "before a call is sent",
        SectionKind::Backend => "as a call is sent",
        SectionKind::Outbound => "on an answer",
        SectionKind::OnError => "on an error that the gateway answers itself",
    }
}

fn has_response(kind: SectionKind) -> bool {
    matches!(kind, SectionKind::Outbound | SectionKind::OnError)
}

/// The parameter's name, or `_` where the body doesn't use it.
pub(super) fn used(body: &TokenStream, name: &str) -> TokenStream {
    let ident: Ident = format_ident!("{name}");
    if mentions(body, name) { quote!(#ident) } else { quote!(_) }
}

/// Whether a name stands among tokens.
fn mentions(body: &TokenStream, name: &str) -> bool {
    fn within(tokens: TokenStream, name: &str) -> bool {
        tokens.into_iter().any(|tree| match tree {
            proc_macro2::TokenTree::Ident(ident) => ident == name,
            proc_macro2::TokenTree::Group(group) => within(group.stream(), name),
            _ => false,
        })
    }
    within(body.clone(), name)
}
