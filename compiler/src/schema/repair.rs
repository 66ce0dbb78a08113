//! Repairs: known ways in which published specs contradict the services that they describe. Each has a name by which
//! the gateway file switches it off, and a code under which it is listed wherever it was applied.

use std::collections::BTreeSet;

use crate::diagnostic::Code;

/// A known defect of published specs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Repair {
    /// `nullable: true` without `type`, or beside a `$ref`: null is meant to pass.
    NullableWithoutType,
    /// `nullable: true` beside an `enum` that lacks null: null is meant to pass.
    NullableEnum,
    /// `required` names a member that the whole composition declares nowhere.
    RequiredUndeclared,
    /// A `oneOf` that nothing decides is read as `anyOf`.
    OverlappingOneOf,
    /// An `enum` marked `x-ms-enum: { modelAsString: true }` is open.
    OpenEnum,
    /// Members of an `allOf` disagree on null for one property: null passes.
    NullableDisagreement,
    /// A JSON Patch whose schema is an object: it is an array.
    JsonPatch,
    /// `input` and `prompt` of a language model take tokens wherever they take strings.
    TokenArrays,
    /// `type` names a JSON type in another case or by another language's word.
    TypeNames,
    /// In OpenAPI 3.0, what stands beside a `$ref` is ignored: it is meant to count.
    ReferenceSiblings,
    /// A branch of a union describes members and names no type: it means an object.
    UntypedBranch,
    /// In OpenAPI 3.1, a required member is read-only: requests need not have it.
    ReadOnlyRequired,
}

/// One row a repair: its name in the gateway file and its code.
pub const REPAIRS: &[(Repair, &str, Code)] = &[
    (Repair::NullableWithoutType, "nullable-without-type", Code::GW0301),
    (Repair::NullableEnum, "nullable-enum", Code::GW0302),
    (Repair::RequiredUndeclared, "required-undeclared", Code::GW0303),
    (Repair::OverlappingOneOf, "overlapping-one-of", Code::GW0304),
    (Repair::OpenEnum, "open-enum", Code::GW0305),
    (Repair::NullableDisagreement, "nullable-disagreement", Code::GW0306),
    (Repair::JsonPatch, "json-patch", Code::GW0330),
    (Repair::TokenArrays, "token-arrays", Code::GW0307),
    (Repair::TypeNames, "type-names", Code::GW0308),
    (Repair::ReferenceSiblings, "reference-siblings", Code::GW0309),
    (Repair::UntypedBranch, "untyped-branch", Code::GW0315),
    (Repair::ReadOnlyRequired, "read-only-required", Code::GW0316),
];

impl Repair {
    /// The code under which it is listed.
    pub(super) fn code(self) -> Code {
        // The table holds every repair: `tests` proves it.
        REPAIRS.iter().find(|(repair, _, _)| *repair == self).map_or(Code::GW0301, |(_, _, code)| *code)
    }
}

/// Which repairs are switched off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repairs {
    disabled: BTreeSet<Repair>,
}

impl Repairs {
    /// None is applied: the letter of the document.
    #[must_use]
    pub fn none() -> Self {
        Self { disabled: REPAIRS.iter().map(|(repair, _, _)| *repair).collect() }
    }

    /// Switches one off by its name or code; false where there is no such repair.
    pub fn disable(&mut self, name: &str) -> bool {
        let found = REPAIRS.iter().find(|(_, known, code)| *known == name || code.name() == name);
        found.is_some_and(|(repair, _, _)| {
            self.disabled.insert(*repair);
            true
        })
    }

    /// Whether a repair is applied.
    #[must_use]
    pub fn has(&self, repair: Repair) -> bool {
        !self.disabled.contains(&repair)
    }
}
