//! What kinds of values a rule lets through, seen from outside: what decides how a value is written as text.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{Array, Literal, Named, Object, Others, Rule, Schemas};

/// The kinds of values that a rule lets through.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    /// Texts, numbers, truth values.
    pub(super) scalar: bool,
    /// Raw bytes.
    pub(super) binary: bool,
    pub(super) array: bool,
    pub(super) object: bool,
    /// Whether an item may be an array or an object.
    pub(super) nested_items: bool,
    /// Whether an item may be raw bytes.
    pub(super) binary_items: bool,
    /// Whether there is nothing that it asks for.
    pub(super) any: bool,
    /// Whether undeclared members have a rule.
    pub(super) others: bool,
    pub(super) min_items: Option<u64>,
    pub(super) max_items: Option<u64>,
}

impl Shape {
    pub(super) fn of(rule: &Rule, schemas: &Schemas) -> Self {
        let mut shape = Self::default();
        shape.add(rule, schemas, &mut BTreeSet::new());
        shape
    }

    /// Whether it is neither an array nor an object.
    pub(super) fn is_scalar(&self) -> bool {
        !self.array && !self.object
    }

    fn add<'r>(&mut self, rule: &'r Rule, schemas: &'r Schemas, met: &mut BTreeSet<&'r Named>) {
        match rule {
            Rule::Any => self.any = true,
            Rule::Boolean | Rule::Number(_) => self.scalar = true,
            Rule::Text(text) => {
                self.scalar |= !text.binary;
                self.binary |= text.binary;
            }
            Rule::Literals { values, .. } => {
                for value in values {
                    match value {
                        Literal::Json(text) if text.starts_with('[') => self.array = true,
                        Literal::Json(_) => self.object = true,
                        _ => self.scalar = true,
                    }
                }
            }
            Rule::Array(array) => {
                self.array = true;
                for rule in array.prefix.iter().chain([&array.items]) {
                    let items = Self::of_items(rule, schemas, met);
                    self.nested_items |= items.array || items.object;
                    self.binary_items |= items.binary;
                }
                self.min_items = array.min_items;
                self.max_items = array.max_items;
            }
            Rule::Object(object) => {
                self.object = true;
                self.others |= matches!(object.others, Others::Each(_)) || !object.patterns.is_empty();
            }
            Rule::ByMember(_) => self.object = true,
            Rule::Named(named) if met.insert(named) => {
                if let Some(rule) = schemas.named.get(named) {
                    self.add(rule, schemas, met);
                }
            }
            Rule::Never | Rule::Null | Rule::Named(_) | Rule::Not(_) => {}
            Rule::When(_) | Rule::Dependent(_) | Rule::Unevaluated(_) => self.any = true,
            Rule::AllOf(rules) => {
                // One part that says something is enough.
                let any = self.any;
                rules.iter().for_each(|rule| self.add(rule, schemas, met));
                self.any = any;
            }
            rule => rule.beside().into_iter().for_each(|rule| self.add(rule, schemas, met)),
        }
    }

    fn of_items<'r>(rule: &'r Rule, schemas: &'r Schemas, met: &mut BTreeSet<&'r Named>) -> Self {
        let mut shape = Self::default();
        shape.add(rule, schemas, met);
        shape
    }
}

/// Whether a value of a media type that isn't read is right by this rule as long as it is one of that media type: a text,
/// bytes, an object or an array of which nothing more is said.
pub(super) fn asks_nothing(rule: &Rule, schemas: &Schemas) -> bool {
    let mut rule = rule;
    for _ in 0..=schemas.named.len() {
        rule = match rule {
            Rule::Named(named) => match schemas.named.get(named) {
                Some(next) => next,
                None => return true,
            },
            Rule::Nullable(inner) => inner,
            _ => break,
        };
    }
    match rule {
        Rule::Any => true,
        Rule::Text(text) => text.asks_nothing(),
        Rule::Object(object) => **object == Object::any(),
        Rule::Array(array) => **array == Array::of(Rule::Any),
        Rule::AllOf(rules) => rules.iter().all(|rule| asks_nothing(rule, schemas)),
        Rule::AnyOf(rules) => rules.iter().any(|rule| asks_nothing(rule, schemas)),
        _ => false,
    }
}

/// Whether a rule asks more of an object than a rule for each declared member.
pub(super) fn asks_of_the_whole(rule: &Rule, schemas: &Schemas) -> bool {
    let mut rule = rule;
    // Names that lead to each other end after as many steps as there are names.
    for _ in 0..=schemas.named.len() {
        match rule {
            Rule::Named(named) => match schemas.named.get(named) {
                Some(next) => rule = next,
                None => return false,
            },
            Rule::Object(object) => {
                return object.others != Others::Any
                    || object.names.is_some()
                    || object.min_properties.is_some()
                    || object.max_properties.is_some()
                    || !object.patterns.is_empty();
            }
            Rule::AllOf(rules) => return rules.iter().any(|rule| asks_of_the_whole(rule, schemas)),
            Rule::Any | Rule::Text(_) => return false,
            _ => return true,
        }
    }
    false
}

/// The declared members of the objects that a rule lets through: what each must satisfy, and whether each of those
/// objects has it.
pub(super) fn members(rule: &Rule, schemas: &Schemas) -> BTreeMap<String, (bool, Rule)> {
    let mut members = Members::default();
    members.gather(rule, schemas, true, &mut BTreeSet::new());
    members.0.into_iter().map(|(name, member)| (name, (member.required, member.rule))).collect()
}

/// A declared member, and whether that holds for every object.
struct Member {
    required: bool,
    always: bool,
    rule: Rule,
}

#[derive(Default)]
struct Members(BTreeMap<String, Member>);

impl Members {
    fn gather<'r>(&mut self, rule: &'r Rule, schemas: &'r Schemas, always: bool, met: &mut BTreeSet<&'r Named>) {
        match rule {
            Rule::Object(object) => {
                for (name, property) in &object.properties {
                    self.add(name, always && property.required, always, &property.rule);
                }
            }
            Rule::Named(named) if met.insert(named) => {
                if let Some(rule) = schemas.named.get(named) {
                    self.gather(rule, schemas, always, met);
                }
            }
            Rule::AllOf(rules) => rules.iter().for_each(|rule| self.gather(rule, schemas, always, met)),
            Rule::Nullable(inner) => self.gather(inner, schemas, always, met),
            Rule::Not(_) | Rule::Named(_) | Rule::Dependent(_) | Rule::Unevaluated(_) => {}
            Rule::When(when) => {
                [&when.then, &when.otherwise].into_iter().for_each(|rule| self.gather(rule, schemas, false, met));
            }
            rule => rule.beside().into_iter().for_each(|rule| self.gather(rule, schemas, false, met)),
        }
    }

    /// What holds always is met with what else holds; of branches, one is enough.
    fn add(&mut self, name: &str, required: bool, always: bool, rule: &Rule) {
        let Some(known) = self.0.get_mut(name) else {
            self.0.insert(name.to_owned(), Member { required, always, rule: rule.clone() });
            return;
        };
        known.required |= required;
        if known.rule == *rule {
            return;
        }
        match (known.always, always) {
            (true, true) => known.rule = Rule::AllOf(vec![known.rule.clone(), rule.clone()]),
            (false, false) => known.rule = Rule::AnyOf(vec![known.rule.clone(), rule.clone()]),
            (true, false) => {}
            (false, true) => (known.always, known.rule) = (true, rule.clone()),
        }
    }
}
