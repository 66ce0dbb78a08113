//! Facets to the rule that says the same.

use super::facets::{Facets, Literals, Types};
use super::literal::Literal;
use super::meet;
use super::rule::{Array, ByType, Numeric, Object, Place, Property, Rule, Text};

/// The rule of facets from which nothing else is known to follow.
pub(super) fn alone(mut facets: Facets) -> Rule {
    let mut besides = std::mem::take(&mut facets.besides);
    let or_null = facets.or_null;
    let own = own(facets);
    // A union beside nothing else is the whole rule.
    let rule = match (own, besides.len()) {
        (own, 0) => own,
        (Rule::Any, 1) => besides.remove(0),
        (Rule::Any, _) => Rule::AllOf(besides),
        (own, _) => {
            let narrow = |rule: Rule| match meet::type_of(&own) {
                Some(types) => meet::where_typed(rule, types),
                None => rule,
            };
            let mut rules: Vec<Rule> = besides.into_iter().map(narrow).collect();
            rules.insert(0, own);
            Rule::AllOf(rules)
        }
    };
    match rule {
        rule if !or_null => rule,
        rule => nullable(rule),
    }
}

/// `null`, or the rule.
pub(super) fn nullable(rule: Rule) -> Rule {
    match rule {
        Rule::Any | Rule::Null | Rule::Nullable(_) => rule,
        Rule::Literals { ref values, .. } if values.contains(&Literal::Null) => rule,
        Rule::ByType(mut by_type) => {
            by_type.null = true;
            Rule::ByType(by_type)
        }
        Rule::Never => Rule::Null,
        rule => Rule::Nullable(Box::new(rule)),
    }
}

fn own(mut facets: Facets) -> Rule {
    if let Some(literals) = facets.literals.take() {
        return enumeration(facets, literals);
    }
    let types = facets.types;
    let without_null = types.without(Types::NULL);
    match without_null.count() {
        0 if types.has(Types::NULL) => Rule::Null,
        0 => Rule::Never,
        1 => {
            let rule = leaf(&facets, without_null);
            if types.has(Types::NULL) { nullable(rule) } else { rule }
        }
        _ => by_type(&facets),
    }
}

/// The values whose type is allowed. Bounds beside an `enum` are met by testing its values here and now; what an array or
/// an object must satisfy is left to the gateway, and so is what other strings must that an open one lets pass.
fn enumeration(facets: Facets, literals: Literals) -> Rule {
    let Literals { values, open } = literals;
    let values: Vec<Literal> =
        values.into_iter().filter(|value| facets.types.has(Types::of(value)) && fits(value, &facets)).collect();
    if values.is_empty() && !open {
        return Rule::Never;
    }
    let has = |types: Types| values.iter().any(|value| Types::of(value) == types);
    let rest = has(Types::ARRAY) && facets.restricts_arrays()
        || has(Types::OBJECT) && facets.restricts_objects()
        || has(Types::NUMBER) && facets.number.multiple_of.is_some()
        || open && facets.text != Text::default();
    let rule = Rule::Literals { values, open };
    if rest { Rule::AllOf(vec![rule, own(facets)]) } else { rule }
}

/// Whether an enumerated string or number is within the bounds that stand beside the `enum`.
fn fits(value: &Literal, facets: &Facets) -> bool {
    match value {
        Literal::String(text) => {
            let length = text.chars().count() as u64;
            facets.text.min_length.is_none_or(|least| length >= least)
                && facets.text.max_length.is_none_or(|most| length <= most)
                && facets.text.pattern.as_ref().is_none_or(|pattern| matches(pattern, text))
        }
        Literal::Number(number) => meet::admits(&facets.number, number),
        _ => true,
    }
}

fn by_type(facets: &Facets) -> Rule {
    let slot = |types: Types| facets.types.has(types).then(|| leaf(facets, types));
    let by_type = ByType {
        null: facets.types.has(Types::NULL),
        boolean: slot(Types::BOOLEAN),
        number: slot(Types::NUMBER),
        string: slot(Types::STRING),
        array: slot(Types::ARRAY),
        object: slot(Types::OBJECT),
    };
    let open = ByType {
        null: true,
        boolean: Some(Rule::Boolean),
        number: Some(Rule::Number(Numeric::default())),
        string: Some(Rule::Text(Text::default())),
        array: Some(any_array()),
        object: Some(any_object()),
    };
    if by_type == open { Rule::Any } else { Rule::ByType(Box::new(by_type)) }
}

pub(super) fn any_array() -> Rule {
    Rule::Array(Box::new(Array::of(Rule::Any)))
}

pub(super) fn any_object() -> Rule {
    Rule::Object(Box::new(Object::any()))
}

/// The rule for one type.
fn leaf(facets: &Facets, types: Types) -> Rule {
    match types {
        Types::NULL => Rule::Null,
        Types::BOOLEAN => Rule::Boolean,
        Types::NUMBER => Rule::Number(facets.number.clone()),
        Types::STRING => Rule::Text(facets.text.clone()),
        Types::ARRAY => Rule::Array(Box::new(Array {
            prefix: facets.prefix.clone(),
            items: facets.items.clone().unwrap_or(Rule::Any),
            min_items: facets.min_items,
            max_items: facets.max_items,
            unique_items: facets.unique_items,
            contains: facets.contains.clone(),
        })),
        _ => Rule::Object(Box::new(object(facets))),
    }
}

fn object(facets: &Facets) -> Object {
    let mut properties = std::collections::BTreeMap::new();
    for (name, rule) in &facets.properties {
        properties.insert(
            name.clone(),
            Property {
                required: facets.required.contains(name),
                rule: rule.clone(),
                place: Place(facets.places.get(name).copied()),
            },
        );
    }
    for name in &facets.required {
        // A required member that is declared nowhere must satisfy what all undeclared ones must, unless a pattern
        // matches it: then it must satisfy that, and no more.
        let matched = facets.patterns.iter().any(|(pattern, _)| matches(pattern, name));
        let undeclared = || if matched { Rule::Any } else { facets.others.clone().into_rule() };
        properties.entry(name.clone()).or_insert_with(|| Property {
            required: true,
            rule: undeclared(),
            place: Place::default(),
        });
    }
    Object {
        properties,
        patterns: facets.patterns.clone(),
        others: facets.others.clone(),
        names: facets.names.clone(),
        min_properties: facets.min_properties,
        max_properties: facets.max_properties,
    }
}

/// Whether a pattern, in the syntax of the `regex` crate, is found in a text.
fn matches(pattern: &str, text: &str) -> bool {
    regex::Regex::new(pattern).is_ok_and(|regex| regex.is_match(text))
}
