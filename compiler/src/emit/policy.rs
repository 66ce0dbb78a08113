//! The policies of one scope as functions, one a section.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::expression;
use crate::gateway::{
    self, Api, Argument, Gateway, Given, Operation, Policy, Product, Scope, Section, SectionKind, Sections, Step,
    Typed, Words, snake,
};
use crate::policy::catalogue::{Attribute, AttributeKind, Entry, Form, Part, camel};

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
        let says = |product: &&Product| !product.policies.get(kind).steps.is_empty();
        let products: Vec<&Product> = self.gateway.settings.products.iter().filter(says).collect();
        if products.is_empty() {
            return None;
        }
        let arms = products.iter().map(|product| {
            let scope = Scope::Product(product.name.clone());
            let (name, line) = (&product.name, self.line(&scope, kind, &quote!(response)));
            quote!(if product == Some(#name) { #line })
        });
        let mut chain = TokenStream::new();
        for arm in arms {
            let otherwise = (!chain.is_empty()).then(|| quote!(else));
            chain.extend(quote!(#otherwise #arm));
        }
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

    /// Whether a policy of the call may choose another backend than the API's.
    pub(super) fn chooses_backend(self) -> bool {
        let chooses = |entry: &Entry| entry.writes.contains(&Part::Backend);
        [SectionKind::Inbound, SectionKind::Backend].into_iter().any(|kind| self.any(kind, chooses))
    }

    fn goes_through(self, kind: SectionKind, is: &dyn Fn(&Policy) -> bool) -> bool {
        let Some(api) = self.api else { return false };
        gateway::scopes(api, self.operation, kind).iter().any(|scope| self.within(scope, kind, is))
    }

    fn within(self, scope: &Scope, kind: SectionKind, is: &dyn Fn(&Policy) -> bool) -> bool {
        if *scope == Scope::Products {
            let products = self.gateway.settings.products.iter();
            return products.flat_map(|product| product.policies.get(kind).policies()).any(is);
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
        let mut name = function_name(kind);
        let module = self.api.map(|api| format_ident!("{}", api.module));
        let path = match scope {
            Scope::Gateway => quote!(crate::gateway::),
            Scope::Products => {
                name = format_ident!("product_{name}");
                quote!(crate::gateway::)
            }
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

/// Whether one of the gateway's policies takes the state that all calls share.
pub(super) fn shares_state(gateway: &Gateway) -> bool {
    let of_api = |api: &'_ Api| {
        let tags = api.tags.iter().any(|tag| stateful(&tag.policies));
        tags || stateful(&api.policies) || api.operations.iter().any(|operation| stateful(&operation.policies))
    };
    let products = gateway.settings.products.iter().any(|product| stateful(&product.policies));
    products || stateful(&gateway.policies) || gateway.apis.iter().any(of_api)
}

fn stateful(sections: &Sections) -> bool {
    sections.policies().flat_map(Policy::tree).any(|policy| policy.entry.state)
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

/// Whether a policy waits for something, or one that stands below it; on an error nothing does.
fn waits(policy: &Policy, kind: SectionKind) -> bool {
    kind != SectionKind::OnError && policy.tree().iter().any(|policy| policy.entry.awaits)
}

/// One policy.
fn step(gateway: &Gateway, kind: SectionKind, policy: &Policy) -> TokenStream {
    match policy.entry.form {
        Form::Type => typed(gateway, kind, policy),
        Form::Branches => branches(gateway, kind, policy),
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
pub(super) fn fragments(gateway: &Gateway) -> BTreeMap<String, Vec<TokenStream>> {
    let mut found: BTreeMap<(String, SectionKind), &Policy> = BTreeMap::new();
    let products = gateway.settings.products.iter().map(|product| &product.policies);
    let of_apis = gateway.apis.iter().flat_map(|api| {
        let own = api.operations.iter().map(|operation| &operation.policies);
        std::iter::once(&api.policies).chain(api.tags.iter().map(|tag| &tag.policies)).chain(own)
    });
    for sections in std::iter::once(&gateway.policies).chain(products).chain(of_apis) {
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

/// The runtime's type of a policy's name with the attributes that were written, and the method of the section.
fn typed(gateway: &Gateway, kind: SectionKind, policy: &Policy) -> TokenStream {
    let entry = policy.entry;
    let counter = policy.counter.as_deref().map(|counter| ("counter", counter));
    let mut computed = Vec::new();
    let method = function_name(kind);
    let response = has_response(kind).then(|| quote!(, response));
    let wait = waits(policy, kind).then(|| quote!(.await));
    let id = policy.id.as_ref().map(|id| quote!(.map_err(|fault| fault.in_policy(#id))));
    let run = match entry.own {
        Some(own) => {
            let literal = own::literal(own, entry.attributes, &fields(gateway, &policy.arguments, &mut computed));
            let name = entry.name;
            computed.push(("policy".to_owned(), quote!(let policy = #literal;)));
            quote!(own::#method(#name, &policy, call #response))
        }
        None => {
            let literal =
                literal(gateway, &entry.type_name(), entry.attributes, &policy.arguments, counter, &mut computed);
            let state = entry.state.then(|| quote!(&gateway.state,));
            quote!(#literal.#method(#state call #response))
        }
    };
    let computed = computed.iter().map(|(_, bound)| bound);
    quote!(#(#computed)* #run #wait #id?;)
}

/// The fields of the attributes that were written, by their names.
fn fields(
    gateway: &Gateway,
    arguments: &[Given],
    computed: &mut Vec<(String, TokenStream)>,
) -> Vec<(Ident, TokenStream)> {
    let field = |given: &Given| {
        let value = value(gateway, given, computed);
        let value = if given.attribute.is_option() { quote!(Some(#value)) } else { value };
        (format_ident!("{}", snake(given.attribute.name)), value)
    };
    arguments.iter().map(field).collect()
}

/// A field of a struct with its value, in short where both are the same name.
pub(super) fn field(name: &Ident, value: &TokenStream) -> TokenStream {
    if *name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
}

/// A struct of the runtime. What isn't written is its default. `own` is a field that no attribute stands for.
fn literal(
    gateway: &Gateway,
    of: &str,
    attributes: &'static [Attribute],
    arguments: &[Given],
    own: Option<(&str, &str)>,
    computed: &mut Vec<(String, TokenStream)>,
) -> TokenStream {
    let of = format_ident!("{of}");
    let fields = fields(gateway, arguments, computed);
    let fields = fields.iter().map(|(name, value)| field(name, value));
    let own = own.map(|(field, text)| {
        let field = format_ident!("{field}");
        quote!(#field: #text)
    });
    let rest = (arguments.len() < attributes.len()).then(|| quote!(..#of::DEFAULT));
    let fields = own.into_iter().chain(fields).chain(rest);
    quote!(#of { #(#fields),* })
}

/// The value of a field. What is computed from the call is bound before, since the policy takes the call for itself.
fn value(gateway: &Gateway, given: &Given, computed: &mut Vec<(String, TokenStream)>) -> TokenStream {
    let values = quote!(gateway.named_values);
    let mut bind = |value: TokenStream| {
        let name = snake(given.attribute.singular.unwrap_or(given.attribute.name));
        let same = computed.iter().filter(|(known, _)| *known == name).count();
        let ident = if same == 0 { format_ident!("{name}") } else { format_ident!("{name}_{}", same + 1) };
        computed.push((name, quote!(let #ident = #value;)));
        quote!(#ident)
    };
    let mut text = |text: &Words| {
        if !words::is_dynamic(text) {
            return words::text(gateway, text, &values);
        }
        if let Some(text) = words::chosen(text) {
            return bind(text);
        }
        let name = bind(words::owned(gateway, text, &values));
        quote!(&#name)
    };
    match &given.value {
        value if given.attribute.kind == AttributeKind::Variable => variable(gateway, value, &values, bind),
        Argument::Computed(dynamic) => {
            let Some(typed) = &dynamic.typed else { return quote!(Default::default()) };
            bind(match given.attribute.kind {
                AttributeKind::Integer => expression::unsigned(typed),
                AttributeKind::Number => expression::number(typed),
                AttributeKind::Duration => expression::duration(typed),
                _ => expression::condition(typed),
            })
        }
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

/// The value of a variable, with its type.
fn variable(
    gateway: &Gateway,
    value: &Argument,
    values: &TokenStream,
    bind: impl FnOnce(TokenStream) -> TokenStream,
) -> TokenStream {
    let plain = match value {
        Argument::Computed(dynamic) => match &dynamic.typed {
            Some(typed) => return bind(expression::variable(typed)),
            None => quote!(""),
        },
        Argument::Text(text) if words::is_dynamic(text) => {
            let text = words::owned(gateway, text, values);
            return bind(quote!(Variable::from(#text)));
        }
        Argument::Text(text) => words::text(gateway, text, values),
        Argument::Bool(value) => words::typed(gateway, value, values, |value| quote!(#value)),
        Argument::Integer(value) => words::typed(gateway, value, values, |value| quote!(#value)),
        Argument::Number(value) => words::typed(gateway, value, values, |value| quote!(#value)),
        _ => quote!(""),
    };
    quote!(Variable::from(#plain))
}
