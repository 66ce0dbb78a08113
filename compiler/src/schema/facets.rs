//! What one schema object says, keyword by keyword, before it becomes a rule. Schemas that hold together (`allOf`, the
//! siblings of a `$ref`) are met here, so that one pass over an object checks them all.

use std::collections::{BTreeMap, BTreeSet};

use super::literal::Literal;
use super::rule::{Contains, Numeric, Others, Rule, Text};
use crate::source::Span;

/// A set of JSON types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Types(u8);

impl Types {
    pub(super) const NONE: Types = Types(0);
    pub(super) const NULL: Types = Types(1);
    pub(super) const BOOLEAN: Types = Types(2);
    pub(super) const NUMBER: Types = Types(4);
    pub(super) const STRING: Types = Types(8);
    pub(super) const ARRAY: Types = Types(16);
    pub(super) const OBJECT: Types = Types(32);
    pub(super) const ALL: Types = Types(63);
    pub(super) const EACH: [Types; 6] =
        [Self::NULL, Self::BOOLEAN, Self::NUMBER, Self::STRING, Self::ARRAY, Self::OBJECT];

    /// The type that a keyword's value names; `integer` is a number.
    pub(super) fn named(name: &str) -> Option<Types> {
        Some(match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "number" | "integer" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    pub(super) fn of(literal: &Literal) -> Types {
        match literal {
            Literal::Null => Self::NULL,
            Literal::Bool(_) => Self::BOOLEAN,
            Literal::Number(_) => Self::NUMBER,
            Literal::String(_) => Self::STRING,
            Literal::Json(text) if text.starts_with('[') => Self::ARRAY,
            Literal::Json(_) => Self::OBJECT,
        }
    }

    pub(super) fn has(self, other: Types) -> bool {
        self.0 & other.0 == other.0
    }

    pub(super) fn and(self, other: Types) -> Types {
        Types(self.0 & other.0)
    }

    pub(super) fn or(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    pub(super) fn without(self, other: Types) -> Types {
        Types(self.0 & !other.0)
    }

    pub(super) fn count(self) -> u32 {
        self.0.count_ones()
    }
}

/// What the keywords of schemas that hold together say.
#[derive(Clone, Debug)]
pub(super) struct Facets {
    pub(super) types: Types,
    pub(super) text: Text,
    pub(super) number: Numeric,
    pub(super) prefix: Vec<Rule>,
    pub(super) items: Option<Rule>,
    pub(super) contains: Option<Contains>,
    pub(super) min_items: Option<u64>,
    pub(super) max_items: Option<u64>,
    pub(super) unique_items: bool,
    pub(super) properties: BTreeMap<String, Rule>,
    /// Where they are declared.
    pub(super) places: BTreeMap<String, Span>,
    pub(super) required: BTreeSet<String>,
    /// Members that only the service sets.
    pub(super) read_only: BTreeSet<String>,
    pub(super) patterns: Vec<(String, Rule)>,
    pub(super) others: Others,
    pub(super) names: Option<Rule>,
    pub(super) min_properties: Option<u64>,
    pub(super) max_properties: Option<u64>,
    pub(super) literals: Option<Literals>,
    /// Whether a repair lets null pass beside all else.
    pub(super) or_null: bool,
    /// What must hold besides and could not be met with the rest.
    pub(super) besides: Vec<Rule>,
}

/// The values of an `enum`.
#[derive(Clone, Debug)]
pub(super) struct Literals {
    pub(super) values: Vec<Literal>,
    pub(super) open: bool,
}

impl Default for Facets {
    fn default() -> Self {
        Self {
            types: Types::ALL,
            text: Text::default(),
            number: Numeric::default(),
            prefix: Vec::new(),
            items: None,
            contains: None,
            min_items: None,
            max_items: None,
            unique_items: false,
            properties: BTreeMap::new(),
            places: BTreeMap::new(),
            required: BTreeSet::new(),
            read_only: BTreeSet::new(),
            patterns: Vec::new(),
            others: Others::Any,
            names: None,
            min_properties: None,
            max_properties: None,
            literals: None,
            or_null: false,
            besides: Vec::new(),
        }
    }
}

impl Facets {
    /// Whether anything is said of objects.
    pub(super) fn restricts_objects(&self) -> bool {
        !self.properties.is_empty()
            || !self.required.is_empty()
            || !self.patterns.is_empty()
            || self.others != Others::Any
            || self.names.is_some()
            || self.min_properties.is_some()
            || self.max_properties.is_some()
    }

    /// Whether anything is said of arrays.
    pub(super) fn restricts_arrays(&self) -> bool {
        !self.prefix.is_empty()
            || self.items.is_some()
            || self.contains.is_some()
            || self.min_items.is_some()
            || self.max_items.is_some()
            || self.unique_items
    }
}
