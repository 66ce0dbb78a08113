//! What two schemas say together, as one where that is possible.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::facets::{Facets, Literals, Types};
use super::literal::Literal;
use super::rule::{Array, Bound, ByType, Numeric, Object, Others, Property, Rule, Text, When};

/// Whether one of two rules that must both hold lets null pass and the other doesn't is settled in favour of null.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Null {
    /// The letter: null passes only where both let it.
    Both,
    /// The repair: null passes where one lets it.
    Either,
}

/// A property that one side lets be null and the other doesn't.
pub(super) fn disagreement<'f>(one: &'f Facets, other: &Facets) -> Option<&'f str> {
    let nullable = |rule: &Rule| matches!(rule, Rule::Nullable(_));
    let differs = |(name, ours): (&'f String, &Rule)| {
        let theirs = other.properties.get(name)?;
        let said = *ours != Rule::Any && *theirs != Rule::Any;
        (said && nullable(ours) != nullable(theirs)).then_some(name.as_str())
    };
    one.properties.iter().find_map(differs)
}

/// Both hold.
pub(super) fn facets(one: Facets, mut other: Facets, null: Null) -> Facets {
    // `additionalProperties` sees only the properties beside it, so such objects stay apart.
    if one.others != Others::Any && other.restricts_objects() || other.others != Others::Any && one.restricts_objects()
    {
        let mut merged = one;
        merged.besides.push(super::finish::alone(other));
        return merged;
    }
    let mut merged = one;
    merged.types = merged.types.and(other.types);
    merged.or_null = merged.or_null && other.or_null || null == Null::Either && (merged.or_null || other.or_null);
    let (met, apart) = text(&merged.text, &other.text);
    merged.text = met;
    merged.besides.extend(apart.map(|text| super::finish::alone(Facets { text, ..Facets::default() })));
    let (met, apart) = number(&merged.number, &other.number);
    merged.number = met;
    merged.besides.extend(apart.map(|number| super::finish::alone(Facets { number, ..Facets::default() })));
    let fill = |items: &Option<Rule>| items.clone().unwrap_or(Rule::Any);
    merged.prefix = prefix((merged.prefix, fill(&merged.items)), (other.prefix, fill(&other.items)), null);
    merged.items = either(merged.items.take(), other.items.take(), |a, b| rule(a, b, null));
    merged.contains = match (merged.contains.take(), other.contains.take()) {
        (Some(a), Some(b)) if a != b => {
            merged.besides.push(super::finish::alone(Facets { contains: Some(b), ..Facets::default() }));
            Some(a)
        }
        (a, b) => a.or(b),
    };
    merged.min_items = merged.min_items.max(other.min_items);
    merged.max_items = least(merged.max_items, other.max_items);
    merged.unique_items |= other.unique_items;
    for (name, place) in other.places {
        merged.places.entry(name).or_insert(place);
    }
    for (name, theirs) in other.properties {
        let met = match merged.properties.remove(&name) {
            Some(ours) => rule(ours, theirs, null),
            None => theirs,
        };
        merged.properties.insert(name, met);
    }
    merged.required.append(&mut other.required);
    merged.read_only.append(&mut other.read_only);
    merged.patterns.append(&mut other.patterns);
    merged.names = either(merged.names.take(), other.names.take(), |a, b| rule(a, b, null));
    if merged.others == Others::Any {
        merged.others = other.others;
    }
    merged.min_properties = merged.min_properties.max(other.min_properties);
    merged.max_properties = least(merged.max_properties, other.max_properties);
    merged.literals = match (merged.literals.take(), other.literals.take()) {
        (Some(a), Some(b)) => Some(literals(a, &b)),
        (a, b) => a.or(b),
    };
    merged.besides.append(&mut other.besides);
    merged
}

/// Two rules for one value.
pub(super) fn rule(one: Rule, other: Rule, null: Null) -> Rule {
    match (one, other) {
        (a, b) if a == b => a,
        (Rule::Any, b) => b,
        (a, Rule::Any) => a,
        (Rule::Nullable(a), Rule::Nullable(b)) => Rule::Nullable(Box::new(rule(*a, *b, null))),
        (Rule::Nullable(a), b) | (b, Rule::Nullable(a)) if null == Null::Either => {
            Rule::Nullable(Box::new(rule(*a, b, null)))
        }
        (Rule::Number(a), Rule::Number(b)) => {
            let (met, apart) = number(&a, &b);
            together(Rule::Number(met), apart.map(Rule::Number))
        }
        (Rule::Text(a), Rule::Text(b)) => {
            let (met, apart) = text(&a, &b);
            together(Rule::Text(met), apart.map(Rule::Text))
        }
        (Rule::Array(a), Rule::Array(b)) => array(*a, *b, null),
        (Rule::Object(a), Rule::Object(b)) => object(*a, *b, null),
        (Rule::ByType(a), Rule::ByType(b)) => by_type(*a, *b, null),
        (a, b) if type_of(&a).is_some() && matches!(b, Rule::ByType(_)) => narrowed(a, b, null),
        (a, b) if type_of(&b).is_some() && matches!(a, Rule::ByType(_)) => narrowed(b, a, null),
        (Rule::AllOf(mut all), b) => {
            all.push(b);
            Rule::AllOf(all)
        }
        (a, b) => Rule::AllOf(vec![a, b]),
    }
}

/// A slot of [`ByType`].
type Slot = fn(&mut ByType) -> &mut Option<Rule>;

/// The one type of the values that pass a rule, if its form says so.
pub(super) fn type_of(rule: &Rule) -> Option<Types> {
    Some(match rule {
        Rule::Boolean => Types::BOOLEAN,
        Rule::Number(_) => Types::NUMBER,
        Rule::Text(_) => Types::STRING,
        Rule::Array(_) => Types::ARRAY,
        Rule::Object(_) => Types::OBJECT,
        _ => return None,
    })
}

fn slot(types: Types) -> Option<Slot> {
    Some(match types {
        Types::BOOLEAN => |by_type| &mut by_type.boolean,
        Types::NUMBER => |by_type| &mut by_type.number,
        Types::STRING => |by_type| &mut by_type.string,
        Types::ARRAY => |by_type| &mut by_type.array,
        Types::OBJECT => |by_type| &mut by_type.object,
        _ => return None,
    })
}

/// A rule for one type met with what another says of that type.
fn narrowed(one: Rule, other: Rule, null: Null) -> Rule {
    let Some(types) = type_of(&one) else { return one };
    match where_typed(other, types) {
        Rule::Never => Rule::Never,
        theirs => rule(one, theirs, null),
    }
}

fn by_type(one: ByType, other: ByType, null: Null) -> Rule {
    let both = |a: Option<Rule>, b: Option<Rule>| Some(rule(a?, b?, null));
    Rule::ByType(Box::new(ByType {
        null: one.null && other.null,
        boolean: both(one.boolean, other.boolean),
        number: both(one.number, other.number),
        string: both(one.string, other.string),
        array: both(one.array, other.array),
        object: both(one.object, other.object),
    }))
}

/// What is left of a rule where the value is known to be of one type, which is not null.
pub(super) fn where_typed(rule: Rule, types: Types) -> Rule {
    let Some(slot) = slot(types) else { return rule };
    let each = |rules: Vec<Rule>| rules.into_iter().map(|rule| where_typed(rule, types)).collect();
    match rule {
        Rule::ByType(mut by_type) => slot(&mut by_type).take().unwrap_or(Rule::Never),
        Rule::AnyOf(rules) => Rule::AnyOf(each(rules)),
        Rule::OneOf(rules) => Rule::OneOf(each(rules)),
        Rule::AllOf(rules) => Rule::AllOf(each(rules)),
        Rule::Nullable(inner) => where_typed(*inner, types),
        Rule::Not(inner) => Rule::Not(Box::new(where_typed(*inner, types))),
        Rule::When(when) => {
            let When { condition, then, otherwise } = *when;
            let [condition, then, otherwise] = [condition, then, otherwise].map(|rule| where_typed(rule, types));
            Rule::When(Box::new(When { condition, then, otherwise }))
        }
        Rule::Dependent(_) if types != Types::OBJECT => Rule::Any,
        rule => rule,
    }
}

fn together(met: Rule, apart: Option<Rule>) -> Rule {
    match apart {
        None => met,
        Some(apart) => Rule::AllOf(vec![met, apart]),
    }
}

/// One where there is one, else both by a function.
fn either<T>(one: Option<T>, other: Option<T>, both: impl FnOnce(T, T) -> T) -> Option<T> {
    match (one, other) {
        (Some(a), Some(b)) => Some(both(a, b)),
        (a, b) => a.or(b),
    }
}

/// The first items of two arrays, each with what the items behind them must satisfy.
fn prefix(one: (Vec<Rule>, Rule), other: (Vec<Rule>, Rule), null: Null) -> Vec<Rule> {
    let count = one.0.len().max(other.0.len());
    let endless = |(first, rest): (Vec<Rule>, Rule)| first.into_iter().chain(std::iter::repeat(rest));
    endless(one).zip(endless(other)).take(count).map(|(a, b)| rule(a, b, null)).collect()
}

fn array(one: Array, other: Array, null: Null) -> Rule {
    let (contains, apart) = match (one.contains, other.contains) {
        (Some(a), Some(b)) if a != b => (Some(a), Some(b)),
        (a, b) => (a.or(b), None),
    };
    let met = Rule::Array(Box::new(Array {
        prefix: prefix((one.prefix, one.items.clone()), (other.prefix, other.items.clone()), null),
        items: rule(one.items, other.items, null),
        min_items: one.min_items.max(other.min_items),
        max_items: least(one.max_items, other.max_items),
        unique_items: one.unique_items || other.unique_items,
        contains,
    }));
    together(
        met,
        apart.map(|contains| Rule::Array(Box::new(Array { contains: Some(contains), ..Array::of(Rule::Any) }))),
    )
}

fn object(one: Object, other: Object, null: Null) -> Rule {
    // A map (`additionalProperties` and nothing else) meets an open object without properties of its own.
    let bare = |object: &Object| object.properties.is_empty() && object.patterns.is_empty();
    let joinable = one.others == Others::Any && other.others == Others::Any
        || bare(&one)
            && bare(&other)
            && (one.others == Others::Any || other.others == Others::Any || one.others == other.others);
    if !joinable {
        return Rule::AllOf(vec![Rule::Object(Box::new(one)), Rule::Object(Box::new(other))]);
    }
    let mut properties = one.properties;
    let mut patterns = one.patterns;
    patterns.extend(other.patterns);
    for (name, theirs) in other.properties {
        let met = match properties.remove(&name) {
            Some(ours) => Property {
                required: ours.required || theirs.required,
                rule: rule(ours.rule, theirs.rule, null),
                place: ours.place,
            },
            None => theirs,
        };
        properties.insert(name, met);
    }
    Rule::Object(Box::new(Object {
        properties,
        patterns,
        names: either(one.names, other.names, |a, b| rule(a, b, null)),
        others: if one.others == Others::Any { other.others } else { one.others },
        min_properties: one.min_properties.max(other.min_properties),
        max_properties: least(one.max_properties, other.max_properties),
    }))
}

fn least(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Both, and the second pattern where there are two.
fn text(one: &Text, other: &Text) -> (Text, Option<Text>) {
    let (pattern, apart) = first(&one.pattern, &other.pattern);
    let met = Text {
        min_length: one.min_length.max(other.min_length),
        max_length: least(one.max_length, other.max_length),
        pattern,
        binary: one.binary || other.binary,
    };
    (met, apart.map(|pattern| Text { pattern: Some(pattern), ..Text::default() }))
}

/// Both, and the second divisor where there are two.
fn number(one: &Numeric, other: &Numeric) -> (Numeric, Option<Numeric>) {
    let (multiple_of, apart) = first(&one.multiple_of, &other.multiple_of);
    let met = Numeric {
        integer: one.integer || other.integer,
        minimum: bound(one.minimum.as_ref(), other.minimum.as_ref(), Ordering::Greater),
        maximum: bound(one.maximum.as_ref(), other.maximum.as_ref(), Ordering::Less),
        multiple_of,
    };
    (met, apart.map(|divisor| Numeric { multiple_of: Some(divisor), ..Numeric::default() }))
}

/// The one text that there is, or both where they differ.
fn first(one: &Option<String>, other: &Option<String>) -> (Option<String>, Option<String>) {
    match (one, other) {
        (Some(a), Some(b)) if a != b => (Some(a.clone()), Some(b.clone())),
        (a, b) => (a.clone().or_else(|| b.clone()), None),
    }
}

/// The tighter of two bounds: the `tight` one by value, the exclusive one where they are equal.
pub(super) fn bound(one: Option<&Bound>, other: Option<&Bound>, tight: Ordering) -> Option<Bound> {
    let (Some(a), Some(b)) = (one, other) else { return one.or(other).cloned() };
    let text = |bound: &Bound| match bound {
        Bound::Inclusive(text) | Bound::Exclusive(text) => text.clone(),
    };
    let kept = match compare(&text(a), &text(b)) {
        Ordering::Equal if matches!(a, Bound::Exclusive(_)) => a,
        Ordering::Equal => b,
        order if order == tight => a,
        _ => b,
    };
    Some(kept.clone())
}

/// Compares two canonical decimals by value.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let split = |text: &str| {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        (negative, whole.trim_start_matches('0').to_owned(), fraction.to_owned())
    };
    let (a, b) = (split(one), split(other));
    let magnitude = a.1.len().cmp(&b.1.len()).then_with(|| a.1.cmp(&b.1)).then_with(|| a.2.cmp(&b.2));
    match (a.0, b.0) {
        (false, false) => magnitude,
        (true, true) => magnitude.reverse(),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    }
}

/// Whether a number, as a canonical decimal, is one of those that the bounds let pass.
pub(super) fn admits(bounds: &Numeric, number: &str) -> bool {
    let within = |bound: &Option<Bound>, beyond: Ordering| match bound {
        None => true,
        Some(Bound::Inclusive(text)) => compare(number, text) != beyond,
        Some(Bound::Exclusive(text)) => compare(number, text) == beyond.reverse(),
    };
    let whole = !number.contains('.');
    (whole || !bounds.integer) && within(&bounds.minimum, Ordering::Less) && within(&bounds.maximum, Ordering::Greater)
}

/// The values that two lists share; one that is open leaves the choice to the other.
pub(super) fn literals(one: Literals, other: &Literals) -> Literals {
    if one.open && other.open {
        return one;
    }
    let (kept, by) = if one.open { (other.clone(), None) } else { (one, (!other.open).then_some(other)) };
    let by: Option<BTreeSet<&Literal>> = by.map(|by| by.values.iter().collect());
    let values: Vec<Literal> =
        kept.values.into_iter().filter(|value| by.as_ref().is_none_or(|by| by.contains(value))).collect();
    Literals { values, open: false }
}
