//! What a value must satisfy, as a tree that ends at named schemas.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Literal;

/// A named schema, known by the JSON pointer at which it stands (`#/components/schemas/Pet`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Named(pub String);

/// What a value must satisfy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Rule {
    /// Every value.
    Any,
    /// No value.
    Never,
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number within bounds.
    Number(Numeric),
    /// A string within bounds.
    Text(Text),
    /// An array.
    Array(Box<Array>),
    /// An object.
    Object(Box<Object>),
    /// One rule for each JSON type; a type without a rule is refused.
    ByType(Box<ByType>),
    /// `null`, or what the inner rule says.
    Nullable(Box<Rule>),
    /// One of these values.
    Literals {
        /// The values, in the order of the document.
        values: Vec<Literal>,
        /// Whether any other string passes too, and is counted.
        open: bool,
    },
    /// An object whose constant member says which rule holds.
    ByMember(Box<ByMember>),
    /// At least one, tried in order.
    AnyOf(Vec<Rule>),
    /// Exactly one.
    OneOf(Vec<Rule>),
    /// All.
    AllOf(Vec<Rule>),
    /// Not this one.
    Not(Box<Rule>),
    /// What the named schema says.
    Named(Named),
}

impl Rule {
    /// The rules that it asks of the very same value.
    #[must_use]
    pub fn beside(&self) -> Vec<&Rule> {
        match self {
            Rule::Nullable(inner) | Rule::Not(inner) => vec![&**inner],
            Rule::AnyOf(rules) | Rule::OneOf(rules) | Rule::AllOf(rules) => rules.iter().collect(),
            Rule::ByMember(by_member) => {
                by_member.branches.iter().map(|(_, rule)| rule).chain(&by_member.absent).collect()
            }
            Rule::ByType(by_type) => by_type.slots().collect(),
            _ => Vec::new(),
        }
    }

    /// The rules that it asks of items and members.
    #[must_use]
    pub fn inside(&self) -> Vec<&Rule> {
        match self {
            Rule::Array(array) => vec![&array.items],
            Rule::Object(object) => {
                let others = match &object.others {
                    Others::Each(rule) => Some(rule),
                    Others::Any | Others::Refuse => None,
                };
                object.properties.values().map(|property| &property.rule).chain(others).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl ByType {
    /// The rules of the types that pass, but for null.
    pub fn slots(&self) -> impl Iterator<Item = &Rule> {
        [&self.boolean, &self.number, &self.string, &self.array, &self.object].into_iter().flatten()
    }
}

/// Bounds of a number, as canonical decimals.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Numeric {
    /// Whether it has no fraction.
    pub integer: bool,
    /// The lower bound.
    pub minimum: Option<Bound>,
    /// The upper bound.
    pub maximum: Option<Bound>,
    /// It is a multiple of this.
    pub multiple_of: Option<String>,
}

/// A bound as a canonical decimal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Bound {
    /// The bound itself passes.
    Inclusive(String),
    /// It doesn't.
    Exclusive(String),
}

/// Bounds of a string.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Text {
    /// Least number of Unicode scalars.
    pub min_length: Option<u64>,
    /// Largest number of Unicode scalars.
    pub max_length: Option<u64>,
    /// A pattern in the syntax of the `regex` crate.
    pub pattern: Option<String>,
    /// Raw bytes, of which nothing is checked (`format: binary`).
    pub binary: bool,
}

/// Bounds of an array.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Array {
    /// What each item must satisfy.
    pub items: Rule,
    /// Least number of items.
    pub min_items: Option<u64>,
    /// Largest number of items.
    pub max_items: Option<u64>,
    /// Whether all items differ.
    pub unique_items: bool,
}

/// Members of an object.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Object {
    /// The declared members by name.
    pub properties: BTreeMap<String, Property>,
    /// What members that are not declared must satisfy.
    pub others: Others,
    /// Least number of members.
    pub min_properties: Option<u64>,
    /// Largest number of members.
    pub max_properties: Option<u64>,
}

/// A declared member.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Property {
    /// Whether it must be there.
    pub required: bool,
    /// What its value must satisfy.
    pub rule: Rule,
}

/// What members that are not declared must satisfy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Others {
    /// Nothing: they are forwarded.
    Any,
    /// There must be none.
    Refuse,
    /// Each has this form.
    Each(Rule),
}

/// One rule for each JSON type.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ByType {
    /// Whether `null` passes.
    pub null: bool,
    /// Whether `true` and `false` pass, or which of them.
    pub boolean: Option<Rule>,
    /// Numbers.
    pub number: Option<Rule>,
    /// Strings.
    pub string: Option<Rule>,
    /// Arrays.
    pub array: Option<Rule>,
    /// Objects.
    pub object: Option<Rule>,
}

/// A union that a constant member decides.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ByMember {
    /// `oneOf`, `anyOf` or `discriminator`: what the violation names.
    pub keyword: &'static str,
    /// The deciding member.
    pub name: String,
    /// Its values with their rules, sorted by value.
    pub branches: Vec<(String, Rule)>,
    /// What holds where the member is absent; refused where there is none.
    pub absent: Option<Rule>,
    /// Whether an object with an unknown value passes, and is counted.
    pub open: bool,
}
