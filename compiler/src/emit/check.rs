//! Rules to functions that check JSON bytes.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::gateway::snake;
use crate::schema::{Array, Bound, ByMember, ByType, Literal, Named, Numeric, Object, Others, Rule, Text};

/// The functions of one file: the one that is asked for, and those that it needs for inner rules.
pub(super) struct Functions<'a> {
    names: &'a BTreeMap<Named, String>,
    taken: &'a mut BTreeSet<String>,
    items: Vec<TokenStream>,
}

/// The functions that check a rule; the first bears the name. `taken` are the names that the file has so far.
pub(super) fn functions(
    name: &str,
    lines: &[String],
    visibility: &TokenStream,
    rule: &Rule,
    names: &BTreeMap<Named, String>,
    taken: &mut BTreeSet<String>,
) -> Vec<TokenStream> {
    taken.extend([name, "check", "json", "optional", "required", "schemas"].map(str::to_owned));
    let mut functions = Functions { names, taken, items: Vec::new() };
    // In a schema's own module, inner functions are named by the members alone.
    let body = functions.body(if name == "check" { "" } else { name }, rule);
    let ident = format_ident!("{name}");
    let doc = super::fragment::doc(lines);
    let first = quote! {
        #doc
        #visibility fn #ident(json: &mut Json<'_>) -> Checked { #body }
    };
    functions.items.insert(0, first);
    functions.items
}

impl Functions<'_> {
    /// An expression of type `Check`: a path or a closure that captures nothing.
    fn check(&mut self, role: &str, rule: &Rule) -> TokenStream {
        match rule {
            Rule::Any => quote!(json::any),
            Rule::Never => quote!(json::never),
            Rule::Null => quote!(json::null),
            Rule::Boolean => quote!(json::boolean),
            Rule::Text(text) if *text == Text::default() => quote!(json::string),
            Rule::Number(numeric) if *numeric == Numeric::default() => quote!(json::number),
            Rule::Number(numeric) if *numeric == (Numeric { integer: true, ..Numeric::default() }) => {
                quote!(json::integer)
            }
            Rule::Named(named) => self.named(named),
            rule if small(rule) => {
                let body = self.body(role, rule);
                quote!(|json| #body)
            }
            rule => {
                let name = self.fresh(role);
                // The place is kept before the inner rules take theirs, so that functions stand in reading order.
                let at = self.items.len();
                self.items.push(TokenStream::new());
                let body = self.body(&name, rule);
                let ident = format_ident!("{name}");
                self.items[at] = quote! { fn #ident(json: &mut Json<'_>) -> Checked { #body } };
                quote!(#ident)
            }
        }
    }

    fn named(&self, named: &Named) -> TokenStream {
        match self.names.get(named) {
            Some(name) => {
                let ident = format_ident!("{name}");
                quote!(schemas::#ident::check)
            }
            None => quote!(json::any),
        }
    }

    fn fresh(&mut self, role: &str) -> String {
        fresh(if role.is_empty() { "value" } else { role }, self.taken)
    }

    /// An expression that checks the value at the cursor.
    fn body(&mut self, role: &str, rule: &Rule) -> TokenStream {
        match rule {
            Rule::Number(numeric) if *numeric != Numeric::default() => {
                let numeric = numeric_tokens(numeric);
                quote!(json.number(&#numeric))
            }
            Rule::Text(text) if *text != Text::default() => {
                let text = text_tokens(text);
                quote!(json.text(&#text))
            }
            Rule::Array(array) => self.array(role, array),
            Rule::Object(object) => self.object(role, object),
            Rule::ByType(by_type) => self.by_type(role, by_type),
            Rule::Nullable(inner) => {
                let inner = self.check(role, inner);
                quote!(json.nullable(#inner))
            }
            Rule::Literals { values, open } => {
                let values = values.iter().map(literal);
                if *open {
                    quote!(json.open_enumeration(&[#(#values),*]))
                } else {
                    quote!(json.enumeration(&[#(#values),*]))
                }
            }
            Rule::ByMember(by_member) => self.by_member(role, by_member),
            Rule::AnyOf(rules) => {
                let rules = self.list(role, rules);
                quote!(json.any_of(&[#(#rules),*]))
            }
            Rule::OneOf(rules) => {
                let rules = self.list(role, rules);
                quote!(json.one_of(&[#(#rules),*]))
            }
            Rule::AllOf(rules) => {
                let rules = self.list(role, rules);
                quote!(json.all_of(&[#(#rules),*]))
            }
            Rule::Not(inner) => {
                let inner = self.check(&join(role, "not"), inner);
                quote!(json.not(#inner))
            }
            rule => {
                let check = self.check(role, rule);
                quote!(#check(json))
            }
        }
    }

    fn list(&mut self, role: &str, rules: &[Rule]) -> Vec<TokenStream> {
        rules.iter().map(|rule| self.check(&join(role, &kind(rule)), rule)).collect()
    }

    fn array(&mut self, role: &str, array: &Array) -> TokenStream {
        let items = self.check(&join(role, "item"), &array.items);
        let base = if array.items == Rule::Any { quote!(Array::ANY) } else { quote!(Array::of(#items)) };
        let min = array.min_items.map(count).map(|least| quote!(.min_items(#least)));
        let max = array.max_items.map(count).map(|most| quote!(.max_items(#most)));
        let unique = array.unique_items.then(|| quote!(.unique_items()));
        quote!(json.array(&#base #min #max #unique))
    }

    fn object(&mut self, role: &str, object: &Object) -> TokenStream {
        let mut members = Vec::new();
        for (name, property) in &object.properties {
            let check = self.check(&join(role, &snake(name)), &property.rule);
            let presence = if property.required { quote!(required) } else { quote!(optional) };
            members.push(quote!(#presence(#name, #check)));
        }
        let others = match &object.others {
            Others::Any => None,
            Others::Refuse => Some(quote!(.others(Others::Refuse))),
            Others::Each(rule) => {
                let check = self.check(&join(role, "value"), rule);
                Some(quote!(.others(Others::Check(#check))))
            }
        };
        let min = object.min_properties.map(count).map(|least| quote!(.min_properties(#least)));
        let max = object.max_properties.map(count).map(|most| quote!(.max_properties(#most)));
        if members.is_empty() {
            return quote!(json.object(&Object::ANY #others #min #max));
        }
        quote! {
            const MEMBERS: &[Member] = &[#(#members,)*];
            json.object(&Object::of(MEMBERS) #others #min #max)
        }
    }

    fn by_type(&mut self, role: &str, by_type: &ByType) -> TokenStream {
        let null = by_type.null.then(|| quote!(null: Some(json::null),));
        let mut slots = Vec::new();
        let rules = [
            ("boolean", &by_type.boolean),
            ("number", &by_type.number),
            ("string", &by_type.string),
            ("array", &by_type.array),
            ("object", &by_type.object),
        ];
        for (name, rule) in rules {
            if let Some(rule) = rule {
                let check = self.check(&join(role, name), rule);
                let field = format_ident!("{name}");
                slots.push(quote!(#field: Some(#check),));
            }
        }
        let rest = (null.is_none() || slots.len() < rules.len()).then(|| quote!(..ByType::NONE));
        quote!(json.by_type(&ByType { #null #(#slots)* #rest }))
    }

    fn by_member<'r>(&mut self, role: &str, by_member: &'r ByMember) -> TokenStream {
        // Several values may lead to one rule, which then is one function.
        let mut made: Vec<(&Rule, TokenStream)> = Vec::new();
        let mut once = |step: &str, rule: &'r Rule| match made.iter().find(|(other, _)| *other == rule) {
            Some((_, check)) => check.clone(),
            None => {
                let check = self.check(&join(role, step), rule);
                made.push((rule, check.clone()));
                check
            }
        };
        let mut branches = Vec::new();
        for (value, rule) in &by_member.branches {
            let check = once(&snake(value), rule);
            branches.push(quote!((#value, #check)));
        }
        let absent = by_member.absent.as_ref().map(|rule| {
            let check = once("base", rule);
            quote!(absent: Some(#check))
        });
        let absent = absent.unwrap_or_else(|| quote!(..ByMember::NONE));
        let (keyword, name) = (by_member.keyword, &by_member.name);
        let unknown = if by_member.open { quote!(Unknown::Forward) } else { quote!(Unknown::Refuse) };
        quote! {
            json.by_member(&ByMember {
                keyword: #keyword,
                name: #name,
                branches: &[#(#branches),*],
                unknown: #unknown,
                #absent
            })
        }
    }
}

/// A name that is not taken yet: the one that is wanted, or that with the first number that is free.
pub(super) fn fresh(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|count| format!("{}_{count}", wanted.trim_end_matches('_')));
    let mut all = std::iter::once(wanted.to_owned()).chain(numbered);
    let name = all.find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(name.clone());
    name
}

/// The name of an inner rule: the way to it. A keyword's underscore (`type_`) does not stand before another.
fn join(role: &str, step: &str) -> String {
    if role.is_empty() { step.to_owned() } else { format!("{}_{step}", role.trim_end_matches('_')) }
}

/// Whether a rule reads well inside of another.
fn small(rule: &Rule) -> bool {
    match rule {
        Rule::Object(object) => object.properties.is_empty(),
        Rule::Array(array) => leaf(&array.items) || matches!(array.items, Rule::Named(_)),
        // What is inside gets a function of its own where it needs one.
        Rule::Nullable(_) => true,
        Rule::Literals { values, .. } => values.len() <= 8,
        Rule::Text(_) | Rule::Number(_) => true,
        Rule::ByType(by_type) => by_type.slots().all(|rule| leaf(rule) || matches!(rule, Rule::Named(_))),
        _ => leaf(rule),
    }
}

fn leaf(rule: &Rule) -> bool {
    match rule {
        Rule::Any | Rule::Never | Rule::Null | Rule::Boolean => true,
        Rule::Text(text) => *text == Text::default(),
        Rule::Number(numeric) => {
            numeric.minimum.is_none() && numeric.maximum.is_none() && numeric.multiple_of.is_none()
        }
        Rule::Array(array) => array.items == Rule::Any,
        Rule::Object(object) => object.properties.is_empty() && object.others == Others::Any,
        _ => false,
    }
}

fn kind(rule: &Rule) -> String {
    match rule {
        Rule::Text(_) | Rule::Literals { .. } => "string".to_owned(),
        Rule::Number(_) => "number".to_owned(),
        Rule::Array(_) => "array".to_owned(),
        Rule::Object(_) => "object".to_owned(),
        _ => "option".to_owned(),
    }
}

pub(super) fn text_tokens(text: &Text) -> TokenStream {
    let min = text.min_length.map(count).map(|least| quote!(.min_length(#least)));
    let max = text.max_length.map(count).map(|most| quote!(.max_length(#most)));
    let pattern = text.pattern.as_ref().map(|pattern| {
        quote! {
            .pattern({
                static PATTERN: Pattern = Pattern::new(#pattern);
                &PATTERN
            })
        }
    });
    quote!(Text::ANY #min #max #pattern)
}

pub(super) fn numeric_tokens(numeric: &Numeric) -> TokenStream {
    let min = numeric.minimum.as_ref().map(|bound| match bound {
        Bound::Inclusive(text) => quote!(.at_least(#text)),
        Bound::Exclusive(text) => quote!(.above(#text)),
    });
    let max = numeric.maximum.as_ref().map(|bound| match bound {
        Bound::Inclusive(text) => quote!(.at_most(#text)),
        Bound::Exclusive(text) => quote!(.below(#text)),
    });
    let multiple = numeric.multiple_of.as_ref().map(|of| quote!(.multiple_of(#of)));
    let base = if numeric.integer { quote!(Numeric::INTEGER) } else { quote!(Numeric::NUMBER) };
    quote!(#base #min #max #multiple)
}

/// A number as people write it, without a suffix.
fn count(count: u64) -> proc_macro2::Literal {
    proc_macro2::Literal::u64_unsuffixed(count)
}

fn literal(literal: &Literal) -> TokenStream {
    match literal {
        Literal::Null => quote!(Literal::Null),
        Literal::Bool(value) => quote!(Literal::Bool(#value)),
        Literal::Number(text) => quote!(Literal::Number(#text)),
        Literal::String(text) => quote!(Literal::String(#text)),
        Literal::Json(text) => quote!(Literal::Json(#text)),
    }
}
