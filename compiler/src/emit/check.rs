//! Rules to functions that check JSON bytes.

mod evaluated;
mod leaf;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::gateway::snake;
use crate::schema::{Array, ByMember, ByType, Contains, Named, Numeric, Object, Others, Rule, When};

use leaf::{count, literal};
pub(super) use leaf::{numeric_tokens, text_tokens};

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

/// The checks of one file, whose functions stand behind its other items.
pub(super) struct Checks<'a> {
    names: &'a BTreeMap<Named, String>,
    taken: BTreeSet<String>,
    functions: Vec<TokenStream>,
    /// What has a function of its own, with its name.
    made: Vec<(Rule, String)>,
}

impl<'a> Checks<'a> {
    pub(super) fn new(names: &'a BTreeMap<Named, String>) -> Self {
        // What the file may hold beside checks.
        let taken = ["check", "json", "schemas", "run", "inbound", "backend", "outbound", "on_error"];
        Self { names, taken: taken.map(str::to_owned).into(), functions: Vec::new(), made: Vec::new() }
    }

    /// An expression of type `Check`; a rule that doesn't read well inside of another becomes a function, whose name begins
    /// with the role.
    pub(super) fn expression(&mut self, role: &str, rule: &Rule) -> TokenStream {
        let mut functions = Functions { names: self.names, taken: &mut self.taken, items: Vec::new() };
        let check = functions.check(role, rule);
        self.functions.append(&mut functions.items);
        check
    }

    /// As [`Checks::expression`], but what isn't a schema's own check becomes a function of this name.
    pub(super) fn named(&mut self, name: &str, doc: &str, rule: &Rule) -> TokenStream {
        if matches!(rule, Rule::Any | Rule::Named(_)) {
            return self.expression(name, rule);
        }
        let known = self.made.iter().find(|(made, _)| made == rule).map(|(_, name)| name.clone());
        let name = known.unwrap_or_else(|| {
            let name = fresh(name, &mut self.taken);
            let made = functions(&name, &[doc.to_owned()], &quote!(pub), rule, self.names, &mut self.taken);
            self.functions.extend(made);
            self.made.push((rule.clone(), name.clone()));
            name
        });
        let ident = format_ident!("{name}");
        quote!(#ident)
    }

    pub(super) fn into_functions(self) -> Vec<TokenStream> {
        self.functions
    }
}

impl Functions<'_> {
    /// An expression of type `Check`: a path or a closure that captures nothing.
    fn check(&mut self, role: &str, rule: &Rule) -> TokenStream {
        match rule {
            Rule::Any => quote!(json::any),
            Rule::Never => quote!(json::never),
            Rule::Null => quote!(json::null),
            Rule::Boolean => quote!(json::boolean),
            Rule::Text(text) if text.asks_nothing() => quote!(json::string),
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
            Rule::Number(numeric) if *numeric != Numeric::default() => self.bounded(role, rule, ""),
            Rule::Text(text) if !text.asks_nothing() => self.bounded(role, rule, ""),
            Rule::Array(_) | Rule::Object(_) => self.bounded(role, rule, ""),
            Rule::ByType(by_type) => match only_bounds(by_type) {
                Some(rule) => self.bounded(role, rule, "_if"),
                None => self.by_type(role, by_type),
            },
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
            Rule::When(when) => {
                let When { condition, then, otherwise } = &**when;
                let checks = [("condition", condition), ("then", then), ("otherwise", otherwise)];
                let checks = checks.map(|(step, rule)| self.check(&join(role, step), rule));
                quote!(json.when(#(#checks),*))
            }
            Rule::Dependent(rules) => {
                let rules: Vec<TokenStream> = rules
                    .iter()
                    .map(|(name, rule)| {
                        let check = self.check(&join(role, &format!("with_{}", snake(name))), rule);
                        quote!((#name, #check))
                    })
                    .collect();
                quote!(json.dependent(&[#(#rules),*]))
            }
            Rule::Unevaluated(unevaluated) => self.unevaluated(role, unevaluated),
            rule => {
                let check = self.check(role, rule);
                quote!(#check(json))
            }
        }
    }

    /// The check of one type; `ending` is `_if` where other types pass.
    fn bounded(&mut self, role: &str, rule: &Rule, ending: &str) -> TokenStream {
        let method = |name: &str| format_ident!("{name}{ending}");
        match rule {
            Rule::Number(numeric) => {
                let (method, numeric) = (method("number"), numeric_tokens(numeric));
                quote!(json.#method(&#numeric))
            }
            Rule::Text(text) => {
                let (method, text) = (method("text"), text_tokens(text));
                quote!(json.#method(&#text))
            }
            Rule::Array(array) => self.array(role, array, &method("array")),
            Rule::Object(object) => self.object(role, object, &method("object")),
            rule => {
                let check = self.check(role, rule);
                quote!(#check(json))
            }
        }
    }

    fn list(&mut self, role: &str, rules: &[Rule]) -> Vec<TokenStream> {
        rules.iter().map(|rule| self.check(&join(role, &kind(rule)), rule)).collect()
    }

    fn array(&mut self, role: &str, array: &Array, method: &Ident) -> TokenStream {
        let items = self.check(&join(role, "item"), &array.items);
        let base = if array.items == Rule::Any { quote!(Array::ANY) } else { quote!(Array::of(#items)) };
        let prefix: Vec<TokenStream> =
            (1..).zip(&array.prefix).map(|(at, rule)| self.check(&join(role, &format!("item_{at}")), rule)).collect();
        let prefix = (!prefix.is_empty()).then(|| quote!(.prefix(&[#(#prefix),*])));
        let contains = array.contains.as_ref().map(|Contains { rule, min, max }| {
            let check = self.check(&join(role, "contained"), rule);
            let min = (*min != 1).then(|| count(*min)).map(|least| quote!(.min(#least)));
            let max = max.map(count).map(|most| quote!(.max(#most)));
            quote!(.contains(Contains::of(#check) #min #max))
        });
        let min = array.min_items.map(count).map(|least| quote!(.min_items(#least)));
        let max = array.max_items.map(count).map(|most| quote!(.max_items(#most)));
        let unique = array.unique_items.then(|| quote!(.unique_items()));
        quote!(json.#method(&#base #prefix #min #max #unique #contains))
    }

    fn object(&mut self, role: &str, object: &Object, method: &Ident) -> TokenStream {
        let mut members = Vec::new();
        for (name, property) in &object.properties {
            let check = self.check(&join(role, &snake(name)), &property.rule);
            let presence = if property.required { quote!(required) } else { quote!(optional) };
            members.push(quote!(#presence(#name, #check)));
        }
        let patterns: Vec<TokenStream> = object
            .patterns
            .iter()
            .map(|(pattern, rule)| {
                let check = self.check(&join(role, "matching"), rule);
                quote!((Pattern::new(#pattern), #check))
            })
            .collect();
        let others = self.others(&join(role, "value"), &object.others).map(|others| quote!(.others(#others)));
        let names = object.names.as_ref().map(|rule| {
            let check = self.check(&join(role, "name"), rule);
            quote!(.names(#check))
        });
        let min = object.min_properties.map(count).map(|least| quote!(.min_properties(#least)));
        let max = object.max_properties.map(count).map(|most| quote!(.max_properties(#most)));
        let (declared, base) = match members.as_slice() {
            [] => (None, quote!(Object::ANY)),
            _ => (Some(quote!(const MEMBERS: &[Member] = &[#(#members,)*];)), quote!(Object::of(MEMBERS))),
        };
        let length = count(patterns.len() as u64);
        let matching =
            (!patterns.is_empty()).then(|| quote!(static PATTERNS: [(Pattern, Check); #length] = [#(#patterns),*];));
        let by_pattern = matching.as_ref().map(|_| quote!(.patterns(&PATTERNS)));
        quote! {
            #declared
            #matching
            json.#method(&#base #by_pattern #others #names #min #max)
        }
    }

    /// What is said of members that no keyword names, unless it is nothing.
    fn others(&mut self, role: &str, others: &Others) -> Option<TokenStream> {
        match others {
            Others::Any => None,
            Others::Refuse => Some(quote!(Others::Refuse)),
            Others::Each(rule) => {
                let check = self.check(role, rule);
                Some(quote!(Others::Check(#check)))
            }
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
        let base = by_member.absent.as_ref().map(|rule| once("base", rule));
        let unknown = match &base {
            _ if !by_member.open => quote!(Unknown::Refuse),
            // Whatever the object is, it is what the base says of all.
            Some(base) => quote!(Unknown::Check(#base)),
            None => quote!(Unknown::Forward),
        };
        let absent = base.map_or_else(|| quote!(..ByMember::NONE), |base| quote!(absent: Some(#base)));
        let (keyword, name) = (by_member.keyword, &by_member.name);
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

/// The one type's bounds, where all other types pass as they are.
fn only_bounds(by_type: &ByType) -> Option<&Rule> {
    let open = |rule: &&Rule| match rule {
        Rule::Boolean => true,
        Rule::Number(numeric) => *numeric == Numeric::default(),
        Rule::Text(text) => text.asks_nothing(),
        Rule::Array(array) => **array == Array::of(Rule::Any),
        Rule::Object(object) => **object == Object::any(),
        _ => false,
    };
    let bounded = |rule: &&Rule| {
        !open(rule) && matches!(rule, Rule::Number(_) | Rule::Text(_) | Rule::Array(_) | Rule::Object(_))
    };
    let closed = by_type.slots().filter(|rule| !open(rule)).count();
    let all = by_type.null && by_type.slots().count() == 5;
    (all && closed == 1).then(|| by_type.slots().find(bounded)).flatten()
}

/// Whether a rule reads well inside of another.
fn small(rule: &Rule) -> bool {
    match rule {
        Rule::Object(object) => object.properties.is_empty() && object.patterns.is_empty(),
        Rule::Array(array) => leaf(&array.items) || matches!(array.items, Rule::Named(_)),
        // What is inside gets a function of its own where it needs one.
        Rule::Nullable(_) => true,
        Rule::Literals { values, .. } => values.len() <= 8,
        Rule::Text(_) | Rule::Number(_) => true,
        Rule::ByType(by_type) if only_bounds(by_type).is_some() => only_bounds(by_type).is_some_and(small),
        Rule::ByType(by_type) => by_type.slots().all(|rule| leaf(rule) || matches!(rule, Rule::Named(_))),
        _ => leaf(rule),
    }
}

fn leaf(rule: &Rule) -> bool {
    match rule {
        Rule::Any | Rule::Never | Rule::Null | Rule::Boolean => true,
        Rule::Text(text) => text.asks_nothing(),
        Rule::Number(numeric) => {
            numeric.minimum.is_none() && numeric.maximum.is_none() && numeric.multiple_of.is_none()
        }
        Rule::Array(array) => array.items == Rule::Any && array.prefix.is_empty() && array.contains.is_none(),
        Rule::Object(object) => {
            object.properties.is_empty()
                && object.patterns.is_empty()
                && object.others == Others::Any
                && object.names.is_none()
        }
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
