//! Where references may stand in a document, and where something that looks like one is data.

use crate::source::{Kind, Node};

use super::Reference;

/// What a value is to the object around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// An object of OpenAPI or JSON Schema, in whose place a reference may stand: its keys are keywords.
    Object,
    /// As [`Place::Object`], but for what OpenAPI has no references to: an operation, a text.
    Own,
    /// An object whose keys are names that the author chose.
    Names,
    /// The paths: a gateway leaves servers and security out of what it publishes of them, so each is there in full.
    Paths,
    /// A list of objects in whose places references may stand.
    List,
    /// Named examples, whose files nothing hangs on.
    Examples,
    /// One of them.
    Example,
    /// The values of a discriminator, each with the schema that it means.
    Mapping,
    /// One such schema: a text that may be a reference.
    Mapped,
}

/// Keywords whose value has names of the author for keys.
const NAMES: &[&str] = &[
    "$defs",
    "additionalOperations",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "headers",
    "links",
    "mediaTypes",
    "parameters",
    "pathItems",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securityDefinitions",
    "securitySchemes",
    "variables",
    "webhooks",
];

/// Keywords whose value is one object that a reference may stand for.
const OBJECTS: &[&str] = &[
    "additionalItems",
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "itemSchema",
    "not",
    "propertyNames",
    "requestBody",
    "schema",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Keywords whose value is, or may be, a list of such objects.
const LISTS: &[&str] = &["allOf", "anyOf", "items", "oneOf", "prefixItems"];

/// Keywords whose value is data of the author, whatever stands in it.
const DATA: &[&str] = &["const", "default", "enum", "example", "value", "dataValue"];

impl Place {
    /// Whether a reference may stand here; where none may, its target is put in its place.
    pub(super) fn may_refer(self) -> bool {
        !matches!(self, Self::Own | Self::Names | Self::Paths | Self::Examples | Self::Mapping)
    }

    /// Whether a file that is missing matters.
    pub(super) fn is_needed(self) -> bool {
        !matches!(self, Self::Examples | Self::Example)
    }

    /// The place of an item.
    pub(super) fn item(self) -> Self {
        match self {
            Self::List | Self::Names => Self::Object,
            Self::Examples => Self::Example,
            place => place,
        }
    }

    /// The place of a member; `None` where nothing below it is a reference.
    pub(super) fn below(self, key: &str) -> Option<Self> {
        match self {
            Self::Names => Some(Self::Object),
            Self::Paths => (!key.starts_with("x-")).then_some(Self::Own),
            Self::Examples => Some(Self::Example),
            Self::Mapping => Some(Self::Mapped),
            Self::Example | Self::Mapped => None,
            Self::Object | Self::Own | Self::List => match key {
                "$ref" => None,
                "mapping" => Some(Self::Mapping),
                "paths" | "x-ms-paths" => Some(Self::Paths),
                "examples" => Some(Self::Examples),
                key if DATA.contains(&key) => None,
                key if key.starts_with("x-") => None,
                key if NAMES.contains(&key) => Some(Self::Names),
                key if LISTS.contains(&key) => Some(Self::List),
                key if OBJECTS.contains(&key) => Some(Self::Object),
                _ => Some(Self::Own),
            },
        }
    }
}

/// The reference that stands for a value, or is it.
pub(super) fn reference(node: &Node, place: Place) -> Option<Reference> {
    let found = if place == Place::Mapped { node } else { node.get("$ref")? };
    let text = found.as_str().filter(|text| place != Place::Mapped || text.contains(['#', '/', '.']))?;
    Some(Reference { text: text.to_owned(), span: found.span })
}

/// The same, to be changed.
pub(super) fn reference_mut(node: &mut Node, place: Place) -> Option<&mut Node> {
    if place == Place::Mapped {
        return Some(node);
    }
    match &mut node.kind {
        Kind::Object(members) => members.get_mut("$ref"),
        _ => None,
    }
}

/// Whether anything in the document is for this stage: a reference to a file, or one where none may stand.
pub(super) fn leads_elsewhere(node: &Node, place: Place) -> bool {
    if let Some(found) = reference(node, place)
        && (!place.may_refer() || !found.text.starts_with('#'))
    {
        return true;
    }
    match &node.kind {
        Kind::Array(items) => items.iter().any(|item| leads_elsewhere(item, place.item())),
        Kind::Object(members) => members
            .iter()
            .any(|member| place.below(&member.key).is_some_and(|place| leads_elsewhere(&member.value, place))),
        _ => false,
    }
}
