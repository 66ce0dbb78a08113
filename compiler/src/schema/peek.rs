//! A look at a schema's nodes that goes no deeper than a union needs to tell its branches apart. It never lowers
//! anything, so recursive schemas end here.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use crate::openapi::Document;
use crate::source::{Kind, Node, Object};

use super::facets::Types;
use super::literal::Literal;
use super::resource::{Base, Resources};

/// How many schemas may stand inside of each other before a look gives up.
const DEPTH: u32 = 16;

/// How many schemas one look may meet before it gives up: those that lead to several of their kind multiply with depth.
const SCHEMAS: u32 = 2_000;

/// What tells a branch of a union apart.
#[derive(Clone, Debug)]
pub(super) struct Peek {
    /// The JSON types that it takes.
    pub(super) types: Types,
    /// The members that take only certain strings, with these strings.
    pub(super) constants: BTreeMap<String, Vec<String>>,
    /// The members that must be there.
    pub(super) required: BTreeSet<String>,
    /// Whether it takes all strings, rather than certain ones.
    pub(super) literals: Option<Vec<Literal>>,
}

impl Peek {
    fn all() -> Self {
        Self { types: Types::ALL, constants: BTreeMap::new(), required: BTreeSet::new(), literals: None }
    }
}

/// A look at one schema.
pub(super) struct Look<'l, 'n> {
    document: &'l Document<'n>,
    resources: &'l Resources,
    /// Whether a schema that describes members and names no type is taken to mean an object.
    guess: bool,
    /// Whether read-only members are required of answers alone.
    answers: bool,
    /// How many schemas it may still meet.
    left: Cell<u32>,
}

impl<'l, 'n> Look<'l, 'n> {
    /// One that has met nothing yet.
    pub(super) fn new(document: &'l Document<'n>, resources: &'l Resources, guess: bool, answers: bool) -> Self {
        Self { document, resources, guess, answers, left: Cell::new(SCHEMAS) }
    }

    /// Looks at the schema at a pointer.
    pub(super) fn at(&self, node: &'n Node, pointer: &str) -> Peek {
        self.schema(node, self.resources.base(pointer), DEPTH)
    }

    /// The depth below a schema; none where the look ends there.
    fn below(&self, depth: u32) -> Option<u32> {
        self.left.set(self.left.get().checked_sub(1)?);
        depth.checked_sub(1)
    }

    fn follow(&self, base: Base, reference: &str) -> Option<(&'n Node, String)> {
        let target = self.resources.target(base, reference);
        Some((self.document.node(&target)?, target))
    }

    fn schema(&self, node: &'n Node, base: Base, depth: u32) -> Peek {
        let mut found = Peek::all();
        let Some(object) = node.as_object() else { return found };
        let Some(depth) = self.below(depth) else { return found };
        let base = self.resources.within(base, node);
        if let Some(reference) = object.get("$ref").and_then(Node::as_str)
            && let Some((target, pointer)) = self.follow(base, reference)
        {
            found = self.schema(target, self.resources.base(&pointer), depth);
            found.constants.extend(self.mapped(reference, target));
        }
        if let Some(types) = object.get("type").and_then(declared) {
            found.types = found.types.and(types);
        } else if self.guess && found.types == Types::ALL && describes_members(object) {
            // Whoever describes members without a type means an object.
            found.types = Types::OBJECT;
        }
        let literals = literals(object.get("enum"), object.get("const"));
        if let Some(literals) = &literals {
            found.types = found.types.and(literals.iter().fold(Types::NONE, |all, literal| all.or(Types::of(literal))));
            found.literals = Some(literals.clone());
        }
        for part in object.get("allOf").and_then(Node::as_array).unwrap_or_default() {
            let part = self.schema(part, base, depth);
            found.types = found.types.and(part.types);
            found.constants.extend(part.constants);
            found.required.extend(part.required);
            found.literals = found.literals.or(part.literals);
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(branches) = object.get(keyword).and_then(Node::as_array) {
                let any =
                    branches.iter().fold(Types::NONE, |all, branch| all.or(self.schema(branch, base, depth).types));
                found.types = found.types.and(any);
            }
        }
        if object.get("nullable").and_then(Node::as_bool) == Some(true) {
            found.types = found.types.or(Types::NULL);
        }
        for name in object.get("required").and_then(Node::as_array).unwrap_or_default() {
            found.required.extend(name.as_str().map(str::to_owned));
        }
        for member in object.get("properties").and_then(Node::as_object).into_iter().flat_map(Object::sorted) {
            if self.answers && member.value.get("readOnly").and_then(Node::as_bool) == Some(true) {
                found.required.remove(&*member.key);
            }
            if let Some(strings) = self.constants(&member.value, base, depth) {
                found.constants.insert(member.key.to_string(), strings);
            }
        }
        found
    }

    /// What the discriminators of a schema's bases say of it: the member, and the values that are mapped to it.
    fn mapped(&self, reference: &str, target: &'n Node) -> BTreeMap<String, Vec<String>> {
        let mut constants = BTreeMap::new();
        let parts = target.get("allOf").and_then(Node::as_array).unwrap_or_default();
        let bases = parts.iter().filter_map(|part| self.document.node(part.get("$ref")?.as_str()?));
        for discriminator in bases.filter_map(|base| base.get("discriminator")) {
            let Some(name) = discriminator.get("propertyName").and_then(Node::as_str) else { continue };
            let Some(mapping) = discriminator.get("mapping").and_then(Node::as_object) else { continue };
            let own = mapping.sorted().filter(|member| member.value.as_str() == Some(reference));
            let own: Vec<String> = own.map(|member| member.key.to_string()).collect();
            if !own.is_empty() {
                constants.insert(name.to_owned(), own);
            }
        }
        constants
    }

    /// The values that a schema lists, wherever it takes them from. What else it says isn't looked at: members of members
    /// of recursive schemas have no end.
    fn listed(&self, node: &'n Node, base: Base, depth: u32) -> Option<Vec<Literal>> {
        let object = node.as_object()?;
        let depth = self.below(depth)?;
        let base = self.resources.within(base, node);
        let own = literals(object.get("enum"), object.get("const"));
        let referred = || {
            let (target, pointer) = self.follow(base, object.get("$ref")?.as_str()?)?;
            self.listed(target, self.resources.base(&pointer), depth)
        };
        let parts = object.get("allOf").and_then(Node::as_array).unwrap_or_default();
        own.or_else(referred).or_else(|| parts.iter().find_map(|part| self.listed(part, base, depth)))
    }

    /// The strings that a property takes, if it takes nothing else.
    fn constants(&self, node: &'n Node, base: Base, depth: u32) -> Option<Vec<String>> {
        self.listed(node, base, depth)?
            .into_iter()
            .map(|literal| if let Literal::String(text) = literal { Some(text) } else { None })
            .collect()
    }
}

/// The types that a `type` keyword names.
pub(super) fn declared(node: &Node) -> Option<Types> {
    match &node.kind {
        Kind::String(name) => Types::named(name),
        Kind::Array(names) => {
            names.iter().try_fold(Types::NONE, |all, name| Some(all.or(Types::named(name.as_str()?)?)))
        }
        _ => None,
    }
}

fn literals(list: Option<&Node>, constant: Option<&Node>) -> Option<Vec<Literal>> {
    match (list.and_then(Node::as_array), constant) {
        (_, Some(node)) => Some(vec![Literal::read(node)]),
        (Some(items), None) => Some(items.iter().map(Literal::read).collect()),
        (None, None) => None,
    }
}

/// Whether a schema says what only objects can have.
fn describes_members(object: &Object) -> bool {
    object.get("properties").is_some() || object.get("required").is_some()
}
