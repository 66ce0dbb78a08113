//! What kinds of values a rule lets through, seen from outside: what decides how a value is written as text.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{Literal, Named, Others, Rule, Schemas};

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
                let items = Self::of_items(&array.items, schemas, met);
                self.array = true;
                self.nested_items |= items.array || items.object;
                self.binary_items |= items.binary;
                self.min_items = array.min_items;
                self.max_items = array.max_items;
            }
            Rule::Object(object) => {
                self.object = true;
                self.others |= matches!(object.others, Others::Each(_));
            }
            Rule::ByMember(_) => self.object = true,
            Rule::Named(named) if met.insert(named) => {
                if let Some(rule) = schemas.named.get(named) {
                    self.add(rule, schemas, met);
                }
            }
            Rule::Never | Rule::Null | Rule::Named(_) | Rule::Not(_) => {}
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

/// The declared members of the objects that a rule lets through: what each must satisfy, and whether each of those
/// objects has it.
pub(super) fn members(rule: &Rule, schemas: &Schemas) -> BTreeMap<String, (bool, Rule)> {
    let mut members = BTreeMap::new();
    gather(rule, schemas, true, &mut members, &mut BTreeSet::new());
    members
}

fn gather<'r>(
    rule: &'r Rule,
    schemas: &'r Schemas,
    always: bool,
    members: &mut BTreeMap<String, (bool, Rule)>,
    met: &mut BTreeSet<&'r Named>,
) {
    match rule {
        Rule::Object(object) => {
            for (name, property) in &object.properties {
                let required = always && property.required;
                let known = members.entry(name.clone()).or_insert_with(|| (required, property.rule.clone()));
                known.0 |= required;
                if known.1 != property.rule {
                    let rules = [&known.1, &property.rule].map(Clone::clone).into();
                    known.1 = if always { Rule::AllOf(rules) } else { Rule::AnyOf(rules) };
                }
            }
        }
        Rule::Named(named) if met.insert(named) => {
            if let Some(rule) = schemas.named.get(named) {
                gather(rule, schemas, always, members, met);
            }
        }
        Rule::AllOf(rules) => rules.iter().for_each(|rule| gather(rule, schemas, always, members, met)),
        Rule::Nullable(inner) => gather(inner, schemas, always, members, met),
        Rule::Not(_) | Rule::Named(_) => {}
        rule => rule.beside().into_iter().for_each(|rule| gather(rule, schemas, false, members, met)),
    }
}
