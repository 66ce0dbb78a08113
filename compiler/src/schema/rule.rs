//! What a value must satisfy, as a tree that ends at named schemas.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Literal;
use crate::source::Span;

/// A named schema, known by the JSON pointer at which it stands (`#/components/schemas/Pet`), and where dynamic
/// references depend on the way there, by what that way decides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct Named {
    /// Where it stands.
    pub pointer: String,
    /// What dynamic references in it mean.
    pub way: Way,
}

/// The schemas that dynamic references mean, by the name of their anchor: the first on the way that has it. Anchors that
/// only one resource has are not listed.
pub type Way = BTreeMap<String, String>;

impl Named {
    /// The pointer, and the way behind it if there is any: a text for each named schema.
    #[must_use]
    pub fn key(&self) -> String {
        let way = self.way.iter().map(|(anchor, pointer)| format!(" {anchor}={pointer}"));
        std::iter::once(self.pointer.clone()).chain(way).collect()
    }
}

impl From<Named> for String {
    fn from(named: Named) -> Self {
        named.key()
    }
}

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
    /// `if`, `then` and `else`.
    When(Box<When>),
    /// What an object must satisfy where it has a member, by the member's name; other types pass.
    Dependent(BTreeMap<String, Rule>),
    /// What members or items must satisfy that no schema of the same value has looked at.
    Unevaluated(Box<Unevaluated>),
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
            Rule::When(when) => vec![&when.condition, &when.then, &when.otherwise],
            Rule::Dependent(rules) => rules.values().collect(),
            Rule::Unevaluated(unevaluated) => unevaluated.evaluated.conditions(),
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
            Rule::Array(array) => {
                let contains = array.contains.as_ref().map(|contains| &contains.rule);
                array.prefix.iter().chain([&array.items]).chain(contains).collect()
            }
            Rule::Object(object) => {
                let properties = object.properties.values().map(|property| &property.rule);
                let patterns = object.patterns.iter().map(|(_, rule)| rule);
                properties.chain(patterns).chain(object.others.rule()).chain(&object.names).collect()
            }
            Rule::Unevaluated(unevaluated) => {
                unevaluated.evaluated.contained().into_iter().chain(unevaluated.others.rule()).collect()
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
    /// Raw bytes, of which nothing is checked (`format: binary`, or a media type that is none of texts).
    pub binary: bool,
}

impl Text {
    /// Whether every text keeps them.
    #[must_use]
    pub fn asks_nothing(&self) -> bool {
        self.min_length.is_none() && self.max_length.is_none() && self.pattern.is_none()
    }

    /// Whether a text keeps the bounds.
    #[must_use]
    pub fn takes(&self, text: &str) -> bool {
        let length = text.chars().count() as u64;
        let matches = |pattern: &String| {
            fancy_regex::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text).unwrap_or(false))
        };
        self.min_length.is_none_or(|least| length >= least)
            && self.max_length.is_none_or(|most| length <= most)
            && self.pattern.as_ref().is_none_or(matches)
    }
}

/// Bounds of an array.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Array {
    /// What the first items must satisfy, one by one.
    pub prefix: Vec<Rule>,
    /// What each item behind those must satisfy.
    pub items: Rule,
    /// Least number of items.
    pub min_items: Option<u64>,
    /// Largest number of items.
    pub max_items: Option<u64>,
    /// Whether all items differ.
    pub unique_items: bool,
    /// What some items must satisfy.
    pub contains: Option<Contains>,
}

impl Array {
    /// Every array whose items satisfy a rule.
    #[must_use]
    pub fn of(items: Rule) -> Self {
        Self { prefix: Vec::new(), items, min_items: None, max_items: None, unique_items: false, contains: None }
    }
}

/// How many items of an array satisfy a rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contains {
    /// The rule.
    pub rule: Rule,
    /// Least number of such items.
    pub min: u64,
    /// Largest number of such items.
    pub max: Option<u64>,
}

/// Members of an object.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Object {
    /// The declared members by name.
    pub properties: BTreeMap<String, Property>,
    /// What members whose name a pattern matches must satisfy, the declared ones among them. The patterns are in the
    /// syntax of the `regex` crate.
    pub patterns: Vec<(String, Rule)>,
    /// What members that are neither declared nor matched by a pattern must satisfy.
    pub others: Others,
    /// What each name must satisfy, as a string.
    pub names: Option<Rule>,
    /// Least number of members.
    pub min_properties: Option<u64>,
    /// Largest number of members.
    pub max_properties: Option<u64>,
}

impl Object {
    /// Every object.
    #[must_use]
    pub fn any() -> Self {
        Self {
            properties: BTreeMap::new(),
            patterns: Vec::new(),
            others: Others::Any,
            names: None,
            min_properties: None,
            max_properties: None,
        }
    }
}

/// A declared member.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Property {
    /// Whether it must be there.
    pub required: bool,
    /// What its value must satisfy.
    pub rule: Rule,
    /// Where it is declared, for messages: no part of what it asks for.
    #[serde(skip)]
    pub place: Place,
}

/// A place that tells nothing apart: what is the same but for it is the same.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place(pub Option<Span>);

impl PartialEq for Place {
    fn eq(&self, _: &Self) -> bool {
        true
    }
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

impl Others {
    /// The rule that they must satisfy, if it is one of their own.
    #[must_use]
    pub fn rule(&self) -> Option<&Rule> {
        match self {
            Others::Each(rule) => Some(rule),
            Others::Any | Others::Refuse => None,
        }
    }

    /// What each of them must satisfy.
    #[must_use]
    pub fn into_rule(self) -> Rule {
        match self {
            Others::Any => Rule::Any,
            Others::Refuse => Rule::Never,
            Others::Each(rule) => rule,
        }
    }
}

/// `if`, `then` and `else`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct When {
    /// What decides.
    pub condition: Rule,
    /// What holds where the condition does.
    pub then: Rule,
    /// What holds where it doesn't.
    pub otherwise: Rule,
}

/// `unevaluatedProperties` or `unevaluatedItems`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unevaluated {
    /// Which of the two.
    pub inside: Inside,
    /// What other schemas look at.
    pub evaluated: Evaluated,
    /// What the rest must satisfy.
    pub others: Others,
}

/// What an object or an array is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Inside {
    /// Members of an object.
    Members,
    /// Items of an array.
    Items,
}

/// The members or items that schemas of one value look at (JSON Schema Core section 11).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Evaluated {
    /// All of them.
    pub all: bool,
    /// Members of these names.
    pub members: BTreeSet<String>,
    /// Members whose names a pattern matches.
    pub patterns: BTreeSet<String>,
    /// So many items from the first on.
    pub first: u64,
    /// Items that satisfy one of these.
    pub contains: Vec<Rule>,
    /// What schemas look at that apply only where the value satisfies a rule.
    pub conditional: Vec<(Rule, Evaluated)>,
}

impl Evaluated {
    fn conditions(&self) -> Vec<&Rule> {
        let deeper = self.conditional.iter().flat_map(|(rule, inner)| std::iter::once(rule).chain(inner.conditions()));
        deeper.collect()
    }

    fn contained(&self) -> Vec<&Rule> {
        self.contains.iter().chain(self.conditional.iter().flat_map(|(_, inner)| inner.contained())).collect()
    }
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
