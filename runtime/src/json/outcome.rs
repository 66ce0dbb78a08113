//! What a check says of a body: passed, or refused and why. No part of it holds a value that the client sent.

use std::fmt;

use super::cursor::{Check, Fault, Json, Kind};
use super::literal::{Literal, write_quoted};

/// A body that keeps every rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed {
    /// How many values of open enumerations and open unions were met that the document doesn't name.
    pub unknown_values: u32,
}

/// Why a body is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejected {
    /// The body isn't one JSON text in UTF-8 (RFC 8259).
    Syntax {
        /// Where, in bytes from the start of the body.
        offset: usize,
        /// What could stand there.
        expected: &'static str,
    },
    /// Well-formed, and breaks these rules: at least one, at most 20, by their place in the body.
    Violations(Vec<Violation>),
    /// Arrays and objects nest deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    TooDeep,
    /// The unions of this body would have to be tried too often.
    TooCostly,
}

/// One rule that one value breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The value, as a JSON Pointer (RFC 6901). A member that the document doesn't declare is written `*`.
    pub pointer: String,
    /// The JSON Schema keyword, or `duplicate_member`.
    pub keyword: &'static str,
    /// What the rule allows, when that can be said.
    pub limit: Option<Limit>,
}

/// What a rule allows. [`Display`](fmt::Display) writes it as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// A name or a pattern: a JSON string.
    Text(&'static str),
    /// A bound, as the document writes it: a JSON number.
    Number(&'static str),
    /// A length or a count.
    Count(u64),
    /// The allowed types: one JSON string, or an array of them.
    Types(Types),
    /// The allowed values: a JSON array.
    Values(&'static [Literal]),
    /// The allowed names: a JSON array of strings.
    Names(&'static [&'static str]),
    /// The allowed names, each the tag of a branch: a JSON array of strings.
    Branches(&'static [(&'static str, Check)]),
}

/// A set of JSON types.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Types(u8);

impl Types {
    /// No type at all.
    pub const NONE: Types = Types(0);
    /// `null`
    pub const NULL: Types = Types(1);
    /// `true` and `false`
    pub const BOOLEAN: Types = Types(2);
    /// Numbers without a fractional part; `1.0` is one.
    pub const INTEGER: Types = Types(4);
    /// All numbers.
    pub const NUMBER: Types = Types(8);
    /// Strings.
    pub const STRING: Types = Types(16);
    /// Arrays.
    pub const ARRAY: Types = Types(32);
    /// Objects.
    pub const OBJECT: Types = Types(64);

    /// All types.
    pub(super) const ANY: Types = Types(127);

    const NAMES: [(Types, &'static str); 7] = [
        (Types::NULL, "null"),
        (Types::BOOLEAN, "boolean"),
        (Types::INTEGER, "integer"),
        (Types::NUMBER, "number"),
        (Types::STRING, "string"),
        (Types::ARRAY, "array"),
        (Types::OBJECT, "object"),
    ];

    /// Both sets together.
    pub const fn and(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    /// `self` when `given`, else no type.
    pub(super) const fn when(self, given: bool) -> Types {
        if given { self } else { Types::NONE }
    }

    /// Whether a value of this kind can have one of the types.
    pub(super) const fn allow(self, kind: Kind) -> bool {
        let either = match kind {
            Kind::Number => Types::NUMBER.and(Types::INTEGER),
            other => other.types(),
        };
        self.0 & either.0 != 0
    }

    /// The names that JSON Schema has for them.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().filter(move |(types, _)| self.0 & types.0 != 0).map(|(_, name)| name)
    }
}

impl fmt::Debug for Types {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_set().entries(self.names()).finish()
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Text(text) => write_quoted(to, text),
            Limit::Number(text) => to.write_str(text),
            Limit::Count(count) => write!(to, "{count}"),
            Limit::Types(types) if types.0.is_power_of_two() => {
                types.names().try_for_each(|name| write_quoted(to, name))
            }
            Limit::Types(types) => write_list(to, types.names(), write_quoted),
            Limit::Values(values) => write_list(to, values.iter(), |to, value| value.fmt(to)),
            Limit::Names(names) => write_list(to, names.iter(), |to, name| write_quoted(to, name)),
            Limit::Branches(branches) => write_list(to, branches.iter(), |to, (name, _)| write_quoted(to, name)),
        }
    }
}

fn write_list<T>(
    to: &mut fmt::Formatter<'_>,
    items: impl Iterator<Item = T>,
    write: impl Fn(&mut fmt::Formatter<'_>, T) -> fmt::Result,
) -> fmt::Result {
    to.write_str("[")?;
    for (index, item) in items.enumerate() {
        if index > 0 {
            to.write_str(",")?;
        }
        write(to, item)?;
    }
    to.write_str("]")
}

/// Checks a whole body, and says how many unknown values of open sets it holds.
///
/// # Errors
/// The first syntax fault; else up to 20 violations. A body with both is refused for its syntax.
pub fn check(body: &[u8], check: Check) -> Result<Passed, Rejected> {
    read(utf8(body)?, false, check)
}

/// Checks a text; `untyped` where its values may have no type.
pub(super) fn read(text: &str, untyped: bool, check: Check) -> Result<Passed, Rejected> {
    let mut json = Json::new(text).untyped(untyped);
    if json.whole(check).is_ok() {
        return Ok(Passed { unknown_values: json.unknown });
    }
    Err(refusal(text, untyped, json.fault, check))
}

pub(super) fn utf8(body: &[u8]) -> Result<&str, Rejected> {
    // The fast reader doesn't say where the fault is.
    simdutf8::basic::from_utf8(body).or_else(|_| {
        std::str::from_utf8(body)
            .map_err(|error| Rejected::Syntax { offset: error.valid_up_to(), expected: "UTF-8 text" })
    })
}

#[cold]
pub(super) fn refusal(text: &str, untyped: bool, fault: Fault, check: Check) -> Rejected {
    match fault {
        Fault::Syntax { offset, expected } => return Rejected::Syntax { offset, expected },
        Fault::TooDeep => return Rejected::TooDeep,
        Fault::TooCostly => return Rejected::TooCostly,
        Fault::Violation => {}
    }
    // The first pass stopped at a violation and hasn't seen what stands behind it.
    let mut whole = Json::new(text).untyped(untyped);
    if whole.whole(super::cursor::any).is_err() {
        return whole.fault.rejected().unwrap_or(Rejected::TooDeep);
    }
    let mut listing = Json::listing(text).untyped(untyped);
    // A stop here is the twentieth violation or a spent budget; what was listed so far is true in either case.
    let stopped = listing.whole(check).is_err();
    let fault = listing.fault;
    let violations = listing.into_violations();
    match fault.rejected() {
        Some(rejected) if stopped && violations.is_empty() => rejected,
        _ => Rejected::Violations(violations),
    }
}
