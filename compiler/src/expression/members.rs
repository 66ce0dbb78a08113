//! Members of JSON values by their schemas: what a step down leads to, and what type a value has.
//!
//! A value may have to satisfy any one of several rules: those of a union, and those of each operation that an expression
//! runs for. They are kept side by side.

use std::collections::{BTreeMap, BTreeSet};

use super::types::Type;
use crate::schema::{Literal, Named, Others, Rule};
use crate::source::Span;

/// One rule that a value may have to satisfy, with the schemas that it names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alternative<'e> {
    pub(super) rule: &'e Rule,
    pub(super) named: &'e BTreeMap<Named, Rule>,
}

/// Every rule that a value may have to satisfy, and what is known of it beside them.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape<'e> {
    pub(super) alternatives: Vec<Alternative<'e>>,
    /// Whether it may be absent.
    pub(super) absent: bool,
    /// Where the spec declares it.
    pub(super) place: Option<Span>,
}

/// How many rules of a union are looked at, and how many names are followed.
const MOST: usize = 4096;

/// What a member of a value is.
pub(super) enum Step<'e> {
    /// A member that at least one rule declares, or that may be there.
    Found(Shape<'e>),
    /// No rule lets it be there; these are the members that are declared.
    Undeclared(BTreeSet<&'e str>),
    /// The value is no object.
    NoObject,
}

impl<'e> Shape<'e> {
    /// A value of which nothing is known.
    pub(super) fn anything(named: &'e BTreeMap<Named, Rule>) -> Self {
        Self { alternatives: vec![Alternative { rule: &Rule::Any, named }], absent: true, place: None }
    }

    /// The rules without those that only combine others, each with whether it holds of every value.
    fn flat(&self) -> Vec<Alternative<'e>> {
        let mut flat = Vec::new();
        let mut open = self.alternatives.clone();
        let mut steps = 0;
        while let Some(Alternative { rule, named }) = open.pop() {
            steps += 1;
            if steps > MOST {
                return vec![Alternative { rule: &Rule::Any, named }];
            }
            let mut also = |rule: &'e Rule| open.push(Alternative { rule, named });
            match rule {
                Rule::Named(name) => also(named.get(name).unwrap_or(&Rule::Any)),
                Rule::Nullable(inner) => {
                    also(inner);
                    also(&Rule::Null);
                }
                Rule::AnyOf(rules) | Rule::OneOf(rules) => rules.iter().for_each(also),
                // All of them hold, so the one that says most will do.
                Rule::AllOf(rules) => match rules.iter().find(|rule| says_something(rule, named)) {
                    Some(rule) => also(rule),
                    None => flat.push(Alternative { rule: &Rule::Any, named }),
                },
                Rule::ByType(by_type) => {
                    by_type.slots().for_each(&mut also);
                    if by_type.null {
                        also(&Rule::Null);
                    }
                }
                _ => flat.push(Alternative { rule, named }),
            }
        }
        flat.reverse();
        flat
    }

    /// The type of the value; whether it may be null is not part of it.
    pub(super) fn ty(&self) -> Type {
        let mut found: Option<Type> = None;
        for alternative in self.flat() {
            let ty = match alternative.rule {
                Rule::Null => continue,
                Rule::Boolean => Type::Boolean,
                Rule::Number(number) if number.integer => Type::Int,
                Rule::Number(_) => Type::Double,
                Rule::Text(_) => Type::String,
                Rule::Array(array) if array.prefix.is_empty() => {
                    let items = Shape {
                        alternatives: vec![Alternative { rule: &array.items, named: alternative.named }],
                        ..Shape::default()
                    };
                    Type::List(Box::new(items.item_type()))
                }
                Rule::Literals { values, .. } => match literals(values) {
                    Some(ty) => ty,
                    None => return Type::Json,
                },
                _ => return Type::Json,
            };
            found = match found {
                None => Some(ty),
                Some(known) if known == ty => Some(known),
                Some(Type::Int | Type::Double) if matches!(ty, Type::Int | Type::Double) => Some(Type::Double),
                Some(_) => return Type::Json,
            };
        }
        found.unwrap_or(Type::Json)
    }

    /// The type of an item: what may be null has no type of its own.
    fn item_type(&self) -> Type {
        if self.may_be_null() { Type::Json } else { self.ty() }
    }

    /// Whether a rule lets the value be null.
    pub(super) fn may_be_null(&self) -> bool {
        self.flat().iter().any(|alternative| match alternative.rule {
            Rule::Null | Rule::Any => true,
            Rule::Literals { values, .. } => values.iter().any(|value| matches!(value, Literal::Null)),
            _ => false,
        })
    }

    /// What the items are, where the value is an array.
    pub(super) fn items(&self) -> Shape<'e> {
        let mut alternatives = Vec::new();
        for Alternative { rule, named } in self.flat() {
            if let Rule::Array(array) = rule {
                alternatives.extend(array.prefix.iter().map(|rule| Alternative { rule, named }));
                alternatives.push(Alternative { rule: &array.items, named });
            }
        }
        if alternatives.is_empty() {
            alternatives.extend(self.alternatives.iter().map(|one| Alternative { rule: &Rule::Any, named: one.named }));
        }
        Shape { alternatives, place: self.place, absent: false }
    }

    /// Where the spec declares a member.
    pub(super) fn place(&self, name: &str) -> Option<Span> {
        match self.member(name) {
            Step::Found(member) => member.place,
            _ => None,
        }
    }

    /// What a member is. It may be absent where one of the rules lets it be, or the whole may be.
    pub(super) fn member(&self, name: &str) -> Step<'e> {
        let mut found = Shape { alternatives: Vec::new(), absent: self.absent, place: None };
        let (mut objects, mut declared) = (false, BTreeSet::new());
        for Alternative { rule, named } in self.flat() {
            match rule {
                Rule::Object(object) => {
                    objects = true;
                    declared.extend(object.properties.keys().map(String::as_str));
                    match object.properties.get(name) {
                        Some(property) => {
                            found.absent |= !property.required;
                            found.place = found.place.or(property.place.0);
                            found.alternatives.push(Alternative { rule: &property.rule, named });
                        }
                        None => {
                            found.absent = true;
                            match &object.others {
                                Others::Each(rule) => found.alternatives.push(Alternative { rule, named }),
                                // An object of which nothing is said may have any member.
                                Others::Any if object.properties.is_empty() => {
                                    found.alternatives.push(Alternative { rule: &Rule::Any, named });
                                }
                                Others::Any | Others::Refuse => {}
                            }
                        }
                    }
                }
                Rule::ByMember(by_member) => {
                    objects = true;
                    let branches = by_member.branches.iter().map(|(_, rule)| rule).chain(&by_member.absent);
                    let alternatives = branches.map(|rule| Alternative { rule, named }).collect();
                    match (Shape { alternatives, ..Shape::default() }).member(name) {
                        Step::Found(inner) => {
                            found.absent |= inner.absent || by_member.open;
                            found.place = found.place.or(inner.place);
                            found.alternatives.extend(inner.alternatives);
                        }
                        Step::Undeclared(names) => {
                            found.absent = true;
                            declared.extend(names);
                        }
                        Step::NoObject => found.absent = true,
                    }
                }
                Rule::Null | Rule::Boolean | Rule::Number(_) | Rule::Text(_) | Rule::Array(_) | Rule::Never => {
                    found.absent = true;
                }
                Rule::Literals { .. } => found.absent = true,
                _ => {
                    objects = true;
                    found.absent = true;
                    found.alternatives.push(Alternative { rule: &Rule::Any, named });
                }
            }
        }
        found.absent |= found.may_be_null();
        match (objects, found.alternatives.is_empty()) {
            (false, _) => Step::NoObject,
            (true, true) => Step::Undeclared(declared),
            (true, false) => Step::Found(found),
        }
    }
}

fn says_something(rule: &Rule, named: &BTreeMap<Named, Rule>) -> bool {
    match rule {
        Rule::Named(name) => named.get(name).is_none_or(|rule| !matches!(rule, Rule::Any)),
        Rule::Any | Rule::Not(_) | Rule::When(_) | Rule::Dependent(_) | Rule::Unevaluated(_) => false,
        _ => true,
    }
}

/// The one type of some values, but for null.
fn literals(values: &[Literal]) -> Option<Type> {
    let mut found = None;
    for value in values {
        let ty = match value {
            Literal::Null => continue,
            Literal::Bool(_) => Type::Boolean,
            Literal::String(_) => Type::String,
            Literal::Number(number) if number.contains(['.', 'e']) => Type::Double,
            Literal::Number(_) => Type::Int,
            Literal::Json(_) => return None,
        };
        if found.as_ref().is_some_and(|known| *known != ty) {
            return None;
        }
        found = Some(ty);
    }
    found
}
