//! The decision of a union: by JSON type, by a constant member, and by ordered trial only where nothing else decides.

use std::collections::BTreeSet;

use super::facets::Types;
use super::literal::Literal;
use super::meet::where_typed;
use super::peek::Peek;
use super::rule::{ByMember, ByType, Rule};

/// A branch: what tells it apart, and its rule.
#[derive(Clone)]
pub(super) struct Branch {
    pub(super) peek: Peek,
    pub(super) rule: Rule,
}

/// A union to decide.
pub(super) struct Union<'u> {
    /// `oneOf` or `anyOf`.
    pub(super) keyword: &'static str,
    /// The member that a `discriminator` names.
    pub(super) hint: Option<&'u str>,
    /// Whether unknown values of a deciding member pass.
    pub(super) open: bool,
    /// Whether one branch that fits is enough where nothing tells the branches of a `oneOf` apart.
    pub(super) lenient: bool,
}

/// A decided union, and whether trial was needed.
pub(super) fn decide(union: &Union<'_>, mut branches: Vec<Branch>) -> (Rule, bool) {
    if branches.len() == 1 {
        return (branches.remove(0).rule, false);
    }
    // By the letter of `oneOf`, null must not fit another branch as well.
    let others_take_null = branches.iter().filter(|branch| branch.peek.types.has(Types::NULL)).count() > 1;
    let overlapping = others_take_null && union.keyword == "oneOf";
    let null = branches.iter().position(|branch| branch.rule == Rule::Null);
    if let Some(at) = null.filter(|_| union.lenient || !overlapping) {
        branches.remove(at);
        let (rule, tried) = decide(union, branches);
        return (super::finish::nullable(rule), tried || overlapping);
    }
    let types = |of: Types| branches.iter().filter(|branch| branch.peek.types.has(of)).count();
    let typed = branches.iter().all(|branch| branch.peek.types != Types::ALL);
    let shared = Types::EACH.iter().filter(|each| types(**each) > 1).count();
    if typed && shared == 0 && branches.iter().all(takes_null_as_seen) {
        return (by_type(branches), false);
    }
    if let Some(rule) = by_member(union, &branches) {
        return (rule, false);
    }
    if typed
        && branches.iter().all(takes_null_as_seen)
        && Types::EACH.iter().filter(|each| types(**each) > 0).count() > 1
    {
        return by_type_then(union, branches);
    }
    (trial(union.keyword, branches), true)
}

/// Whether the rule lets null pass where the look at the schema says so. The rule of a name is not known yet.
fn takes_null_as_seen(branch: &Branch) -> bool {
    !branch.peek.types.has(Types::NULL) || takes_null(&branch.rule).unwrap_or(true)
}

/// Whether a rule lets null pass, as far as it can be told without following names.
pub(super) fn takes_null(rule: &Rule) -> Option<bool> {
    let each = |rules: &[Rule]| rules.iter().map(takes_null).collect::<Option<Vec<bool>>>();
    Some(match rule {
        Rule::Any | Rule::Null | Rule::Nullable(_) | Rule::Dependent(_) | Rule::Unevaluated(_) => true,
        Rule::Never | Rule::Boolean | Rule::Number(_) | Rule::Text(_) | Rule::Array(_) | Rule::Object(_) => false,
        Rule::ByMember(_) => false,
        Rule::ByType(by_type) => by_type.null,
        Rule::Literals { values, .. } => values.contains(&Literal::Null),
        Rule::AnyOf(rules) => each(rules)?.contains(&true),
        Rule::AllOf(rules) => !each(rules)?.contains(&false),
        Rule::OneOf(rules) => each(rules)?.iter().filter(|takes| **takes).count() == 1,
        Rule::Not(inner) => !takes_null(inner)?,
        Rule::When(when) => takes_null(if takes_null(&when.condition)? { &when.then } else { &when.otherwise })?,
        Rule::Named(_) => return None,
    })
}

fn trial(keyword: &str, branches: Vec<Branch>) -> Rule {
    let rules = branches.into_iter().map(|branch| branch.rule).collect();
    if keyword == "oneOf" { Rule::OneOf(rules) } else { Rule::AnyOf(rules) }
}

/// Each type belongs to one branch at the most.
fn by_type(branches: Vec<Branch>) -> Rule {
    let mut by_type = ByType::default();
    for branch in branches {
        let types = branch.peek.types;
        for each in Types::EACH.into_iter().filter(|each| types.has(*each)) {
            put(&mut by_type, each, where_typed(branch.rule.clone(), each));
        }
    }
    Rule::ByType(Box::new(by_type))
}

/// Some types belong to several branches: those are decided among themselves.
fn by_type_then(union: &Union<'_>, branches: Vec<Branch>) -> (Rule, bool) {
    let mut by_type = ByType::default();
    let mut tried = false;
    for each in Types::EACH {
        let own = branches.iter().filter(|branch| branch.peek.types.has(each));
        let own: Vec<Branch> = own
            .map(|branch| Branch {
                peek: Peek { types: each, ..branch.peek.clone() },
                // Only what is said of this type, lest unions within unions double at each level.
                rule: where_typed(branch.rule.clone(), each),
            })
            .collect();
        if each == Types::NULL && !own.is_empty() {
            let overlapping = own.len() > 1 && union.keyword == "oneOf";
            by_type.null = !overlapping || union.lenient;
            tried |= overlapping;
            continue;
        }
        let rule = match own.len() {
            0 => continue,
            1 => own.into_iter().next().map_or(Rule::Never, |branch| branch.rule),
            _ => match by_member(union, &own) {
                Some(rule) => rule,
                None => {
                    tried = true;
                    trial(union.keyword, own)
                }
            },
        };
        put(&mut by_type, each, rule);
    }
    (Rule::ByType(Box::new(by_type)), tried)
}

fn put(by_type: &mut ByType, types: Types, rule: Rule) {
    match types {
        Types::NULL => by_type.null = true,
        Types::BOOLEAN => by_type.boolean = Some(rule),
        Types::NUMBER => by_type.number = Some(rule),
        Types::STRING => by_type.string = Some(rule),
        Types::ARRAY => by_type.array = Some(rule),
        _ => by_type.object = Some(rule),
    }
}

/// A member that every branch requires and whose constants are different in each.
fn by_member(union: &Union<'_>, branches: &[Branch]) -> Option<Rule> {
    if !branches.iter().all(|branch| branch.peek.types == Types::OBJECT) {
        return None;
    }
    let first = branches.first()?;
    let candidates = first.peek.constants.keys().filter(|name| decides(name, branches));
    let mut candidates: Vec<&String> = candidates.collect();
    candidates.sort_by_key(|name| (Some(name.as_str()) != union.hint, (*name).clone()));
    let name = (*candidates.first()?).clone();
    let mut decided: Vec<(String, Rule)> = Vec::new();
    for branch in branches {
        for value in branch.peek.constants.get(&name).into_iter().flatten() {
            decided.push((value.clone(), branch.rule.clone()));
        }
    }
    decided.sort_by(|a, b| a.0.cmp(&b.0));
    Some(Rule::ByMember(Box::new(ByMember {
        keyword: union.keyword,
        name,
        branches: decided,
        absent: None,
        open: union.open,
    })))
}

fn decides(name: &str, branches: &[Branch]) -> bool {
    let mut seen = BTreeSet::new();
    branches.iter().all(|branch| {
        let values = branch.peek.constants.get(name);
        branch.peek.required.contains(name)
            && values.is_some_and(|values| values.iter().all(|value| seen.insert(value.clone())))
    })
}
