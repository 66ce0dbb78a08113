//! One policy: the type of its name with the attributes that were written, and the method of the section.

use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::{Expr, Local, Stmt};

use super::control::step;
use super::{function_name, has_response};
use crate::emit::{own, units, words};
use crate::expression;
use crate::gateway::{Argument, Gateway, Given, Piece, Policy, SectionKind, Typed, Words, snake};
use crate::policy::catalogue::{Attribute, AttributeKind, camel};

/// Names that functions of sections have.
const TAKEN: [&str; 4] = ["attempts", "call", "gateway", "response"];

/// The runtime's type of a policy's name with the attributes that were written, and the method of the section.
pub(super) fn typed(gateway: &Gateway, kind: SectionKind, policy: &Policy) -> TokenStream {
    let entry = policy.entry;
    let counter = policy.counter.as_deref().map(|counter| ("counter", counter));
    let mut computed = Vec::new();
    let method = function_name(kind);
    let response = has_response(kind).then(|| quote!(, response));
    let wait = (kind != SectionKind::OnError && policy.entry.awaits).then(|| quote!(.await));
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
            if !policy.branches.is_empty() {
                return around(gateway, kind, policy, &computed, &quote!(#literal.enter(#state)));
            }
            quote!(#literal.#method(#state call #response))
        }
    };
    let computed = computed.iter().map(|(_, bound)| match &policy.id {
        Some(id) => named(bound, id),
        None => bound.clone(),
    });
    quote!(#(#computed)* #run #wait #id?;)
}

/// A value that is bound, with the id of its policy for where it can't be computed.
fn named(bound: &TokenStream, id: &str) -> TokenStream {
    let Ok(Stmt::Local(Local { pat, init: Some(init), .. })) = syn::parse2(bound.clone()) else { return bound.clone() };
    match *init.expr {
        Expr::Try(tried) => {
            let value = tried.expr;
            quote!(let #pat = expression::within(#id, || #value)?;)
        }
        value if fails(quote!(#value)) => quote!(let #pat = expression::within(#id, || Ok(#value))?;),
        _ => bound.clone(),
    }
}

/// Whether a part of an expression may come to nothing.
fn fails(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Punct(punct) => punct.as_char() == '?',
        TokenTree::Group(group) => fails(group.stream()),
        _ => false,
    })
}

/// A policy around others: it is entered before them, and left behind them.
fn around(
    gateway: &Gateway,
    kind: SectionKind,
    policy: &Policy,
    computed: &[(String, TokenStream)],
    enter: &TokenStream,
) -> TokenStream {
    let id = policy.id.as_ref();
    let computed = computed.iter().map(|(_, bound)| id.map_or_else(|| bound.clone(), |id| named(bound, id)));
    let of_policy = id.map(|id| quote!(.map_err(|fault| fault.in_policy(#id))));
    let below = policy.branches.iter().flat_map(|branch| &branch.policies);
    let steps = below.map(|policy| step(gateway, kind, policy));
    quote! {
        {
            #(#computed)*
            let place = #enter #of_policy?;
            #(#steps)*
            call.leave(place);
        }
    }
}

/// The type alone, of a policy that computes nothing.
pub(super) fn constructed(gateway: &Gateway, policy: &Policy) -> TokenStream {
    let entry = policy.entry;
    literal(gateway, &entry.type_name(), entry.attributes, &policy.arguments, None, &mut Vec::new())
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
pub(in crate::emit) fn field(name: &Ident, value: &TokenStream) -> TokenStream {
    if *name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
}

/// A struct of the runtime. What isn't written is its default. `own` is a field that no attribute stands for.
pub(super) fn literal(
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
pub(super) fn value(gateway: &Gateway, given: &Given, computed: &mut Vec<(String, TokenStream)>) -> TokenStream {
    let values = quote!(gateway.named_values);
    let mut bind = |value: TokenStream| {
        let mut name = snake(given.attribute.singular.unwrap_or(given.attribute.name));
        if TAKEN.contains(&name.as_str()) {
            name.push_str("_value");
        }
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
                AttributeKind::Choice(choice) => {
                    let (of, text) = (format_ident!("{}", choice.of), expression::part(typed));
                    quote!(#of::named(#text)?)
                }
                _ => expression::condition(typed),
            })
        }
        Argument::Name(name) => quote!(#name),
        Argument::Backend(ident) => {
            let ident = format_ident!("{ident}");
            quote!(&gateway.backends.#ident)
        }
        Argument::Text(words) if is_json(given, words) => {
            let name = bind(words::json(gateway, words, &values));
            quote!(&#name)
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

/// Whether a text is JSON in which something stands that isn't written out.
fn is_json(given: &Given, words: &Words) -> bool {
    given.attribute.kind == AttributeKind::Json && !matches!(words.0.as_slice(), [] | [Piece::Literal(_)])
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
