//! The policies of one scope as functions, one a section.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::gateway::{
    self, Api, Argument, Gateway, Given, Operation, Policy, Scope, Section, SectionKind, Sections, Step, Typed, Words,
    snake,
};
use crate::policy::catalogue::{Attribute, AttributeKind, Entry, Part, camel};

use super::{own, units, words};

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
            Scope::Api => self.api.map(|api| &api.policies),
            Scope::Tag(module) => {
                let tag = self.api.and_then(|api| api.tags.iter().find(|tag| tag.module == *module));
                tag.map(|tag| &tag.policies)
            }
            Scope::Operation => self.operation.map(|operation| &operation.policies),
        };
        sections.map(|sections| sections.get(kind))
    }

    /// Whether a scope's function waits for something.
    fn awaits(self, scope: &Scope, kind: SectionKind) -> bool {
        kind != SectionKind::OnError && self.within(scope, kind, |entry| entry.awaits)
    }

    /// Whether one of the policies that a call goes through in a section is such a one.
    pub(super) fn any(self, kind: SectionKind, is: fn(&Entry) -> bool) -> bool {
        let Some(api) = self.api else { return false };
        gateway::scopes(api, self.operation, kind).iter().any(|scope| self.within(scope, kind, is))
    }

    fn within(self, scope: &Scope, kind: SectionKind, is: fn(&Entry) -> bool) -> bool {
        self.section(scope, kind).is_some_and(|section| {
            section.steps.iter().any(|step| match step {
                Step::Policy(policy, _) => is(policy.entry),
                Step::Scope(scope) => self.within(scope, kind, is),
            })
        })
    }

    /// Whether something in a section reads the request's body, in any of the scopes that a call goes through.
    pub(super) fn reads_body(self, kind: SectionKind) -> bool {
        let Some(api) = self.api else { return false };
        gateway::scopes(api, self.operation, kind).iter().any(|scope| self.scope_reads_body(scope, kind))
    }

    /// Whether a policy of the call may choose another backend than the API's.
    pub(super) fn chooses_backend(self) -> bool {
        let Some(api) = self.api else { return false };
        [SectionKind::Inbound, SectionKind::Backend].into_iter().any(|kind| {
            gateway::scopes(api, self.operation, kind).iter().any(|scope| self.scope_chooses_backend(scope, kind))
        })
    }

    fn scope_chooses_backend(self, scope: &Scope, kind: SectionKind) -> bool {
        self.section(scope, kind).is_some_and(|section| {
            section.steps.iter().any(|step| match step {
                Step::Policy(policy, _) => policy.entry.writes.contains(&Part::Backend),
                Step::Scope(scope) => self.scope_chooses_backend(scope, kind),
            })
        })
    }

    fn scope_reads_body(self, scope: &Scope, kind: SectionKind) -> bool {
        self.section(scope, kind).is_some_and(|section| {
            section.steps.iter().any(|step| match step {
                Step::Policy(policy, _) => gateway::reads_body(policy),
                Step::Scope(scope) => self.scope_reads_body(scope, kind),
            })
        })
    }

    /// The line that runs a scope's function; `response` is the expression of the answer.
    fn line(self, scope: &Scope, kind: SectionKind, response: &TokenStream) -> TokenStream {
        let name = function_name(kind);
        let module = self.api.map(|api| format_ident!("{}", api.module));
        let path = match scope {
            Scope::Gateway => quote!(crate::gateway::),
            Scope::Api if !self.at_api => quote!(#module::),
            Scope::Api | Scope::Operation => quote!(),
            Scope::Tag(tag) => {
                let tag = format_ident!("{tag}");
                quote!(tags::#tag::)
            }
        };
        let response = has_response(kind).then(|| quote!(, #response));
        let wait = self.awaits(scope, kind).then(|| quote!(.await));
        quote!(#path #name(gateway, call #response) #wait?;)
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
        let steps = section.steps.iter().map(|step| match step {
            Step::Policy(policy, _) => self::step(self.gateway, kind, policy),
            Step::Scope(scope) => self.line(scope, kind, &quote!(response)),
        });
        let body = quote!(#(#steps)*);
        let [gateway, call, response] = ["gateway", "call", "response"].map(|name| used(&body, name));
        let response = has_response(kind).then(|| quote!(, #response: &mut Response));
        let words = match kind {
            SectionKind::Inbound => "before a call is sent",
            SectionKind::Backend => "as a call is sent",
            SectionKind::Outbound => "on an answer",
            SectionKind::OnError => "on an error that the gateway answers itself",
        };
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
        let own = |kind: &SectionKind| self.section(scope, *kind).is_some_and(|section| !section.steps.is_empty());
        SectionKind::ALL.into_iter().filter(own).map(|kind| self.function(scope, kind, what)).collect()
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

fn has_response(kind: SectionKind) -> bool {
    matches!(kind, SectionKind::Outbound | SectionKind::OnError)
}

/// Whether one of the gateway's policies takes the state that all calls share.
pub(super) fn shares_state(gateway: &Gateway) -> bool {
    let of_api = |api: &'_ Api| {
        let tags = api.tags.iter().any(|tag| stateful(&tag.policies));
        tags || stateful(&api.policies) || api.operations.iter().any(|operation| stateful(&operation.policies))
    };
    stateful(&gateway.policies) || gateway.apis.iter().any(of_api)
}

fn stateful(sections: &Sections) -> bool {
    sections.policies().any(|policy| policy.entry.state)
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
fn step(gateway: &Gateway, kind: SectionKind, policy: &Policy) -> TokenStream {
    let entry = policy.entry;
    let counter = policy.counter.as_deref().map(|counter| ("counter", counter));
    let mut computed = Vec::new();
    let method = function_name(kind);
    let response = has_response(kind).then(|| quote!(, response));
    let wait = waits(entry, kind).then(|| quote!(.await));
    let id = policy.id.as_ref().map(|id| quote!(.map_err(|fault| fault.in_policy(#id))));
    let run = match entry.own {
        Some(own) => {
            let literal = own::literal(own, entry.attributes, &fields(gateway, &policy.arguments, &mut computed));
            let name = entry.name;
            computed.push(quote!(let policy = #literal;));
            quote!(own::#method(#name, &policy, call #response))
        }
        None => {
            let literal =
                literal(gateway, &entry.type_name(), entry.attributes, &policy.arguments, counter, &mut computed);
            let state = entry.state.then(|| quote!(&gateway.state,));
            quote!(#literal.#method(#state call #response))
        }
    };
    quote!(#(#computed)* #run #wait #id?;)
}

/// Whether a policy waits for something; on an error nothing does.
fn waits(entry: &Entry, kind: SectionKind) -> bool {
    entry.awaits && kind != SectionKind::OnError
}

/// The fields of the attributes that were written, by their names.
fn fields(gateway: &Gateway, arguments: &[Given], computed: &mut Vec<TokenStream>) -> Vec<(Ident, TokenStream)> {
    let field = |given: &Given| {
        let value = value(gateway, given, computed);
        let value = if given.attribute.is_option() { quote!(Some(#value)) } else { value };
        (format_ident!("{}", snake(given.attribute.name)), value)
    };
    arguments.iter().map(field).collect()
}

/// A struct of the runtime. What isn't written is its default. `own` is a field that no attribute stands for.
fn literal(
    gateway: &Gateway,
    of: &str,
    attributes: &'static [Attribute],
    arguments: &[Given],
    own: Option<(&str, &str)>,
    computed: &mut Vec<TokenStream>,
) -> TokenStream {
    let of = format_ident!("{of}");
    let fields = fields(gateway, arguments, computed).into_iter().map(|(field, value)| quote!(#field: #value));
    let own = own.map(|(field, text)| {
        let field = format_ident!("{field}");
        quote!(#field: #text)
    });
    let rest = (arguments.len() < attributes.len()).then(|| quote!(..#of::DEFAULT));
    let fields = own.into_iter().chain(fields).chain(rest);
    quote!(#of { #(#fields),* })
}

/// The value of a field. What is computed from the call is bound before, since the policy takes the call for itself.
fn value(gateway: &Gateway, given: &Given, computed: &mut Vec<TokenStream>) -> TokenStream {
    let values = quote!(gateway.named_values);
    let mut text = |text: &Words| {
        if !words::is_dynamic(text) {
            return words::text(gateway, text, &values);
        }
        let name = snake(given.attribute.singular.unwrap_or(given.attribute.name));
        let name = match computed.len() {
            0 => format_ident!("{name}"),
            before => format_ident!("{name}_{}", before + 1),
        };
        let owned = words::owned(gateway, text, &values);
        computed.push(quote!(let #name = #owned;));
        quote!(&#name)
    };
    match &given.value {
        Argument::Name(name) => quote!(#name),
        Argument::Backend(ident) => {
            let ident = format_ident!("{ident}");
            quote!(&gateway.backends.#ident)
        }
        Argument::Text(words) => text(words),
        Argument::Texts(texts) => {
            let texts: Vec<TokenStream> = texts.iter().map(text).collect();
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
            let rows: Vec<TokenStream> = rows
                .iter()
                .map(|(name, arguments)| {
                    literal(gateway, row.of, row.attributes, arguments, Some(("name", name)), computed)
                })
                .collect();
            quote!(&[#(#rows),*])
        }
        Argument::Group(group) => match given.attribute.kind {
            AttributeKind::Group(row) => literal(gateway, row.of, row.attributes, group, None, computed),
            _ => quote!(None),
        },
    }
}
