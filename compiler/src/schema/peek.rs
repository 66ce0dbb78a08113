//! A look at a schema's nodes that goes no deeper than a union needs to tell its branches apart. It never lowers
//! anything, so recursive schemas end here.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Kind, Node};

use super::facets::Types;
use super::literal::Literal;

/// How many schemas may stand inside of each other before a look gives up.
const DEPTH: u32 = 16;

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

/// Looks at a schema; `resolve` follows a `$ref`.
pub(super) fn peek<'n>(node: &'n Node, resolve: &dyn Fn(&str) -> Option<&'n Node>) -> Peek {
    at(node, resolve, DEPTH)
}

fn at<'n>(node: &'n Node, resolve: &dyn Fn(&str) -> Option<&'n Node>, depth: u32) -> Peek {
    let mut found = Peek::all();
    let Some(object) = node.as_object() else { return found };
    let Some(depth) = depth.checked_sub(1) else { return found };
    if let Some(pointer) = object.get("$ref").and_then(Node::as_str)
        && let Some(target) = resolve(pointer)
    {
        found = at(target, resolve, depth);
        found.constants.extend(mapped(pointer, target, resolve));
    }
    if let Some(types) = object.get("type").and_then(declared) {
        found.types = found.types.and(types);
    } else if found.types == Types::ALL && (object.get("properties").is_some() || object.get("required").is_some()) {
        // Whoever describes members without a type means an object.
        found.types = Types::OBJECT;
    }
    let literals = literals(object.get("enum"), object.get("const"));
    if let Some(literals) = &literals {
        found.types = found.types.and(literals.iter().fold(Types::NONE, |all, literal| all.or(Types::of(literal))));
        found.literals = Some(literals.clone());
    }
    for part in object.get("allOf").and_then(Node::as_array).unwrap_or_default() {
        let part = at(part, resolve, depth);
        found.types = found.types.and(part.types);
        found.constants.extend(part.constants);
        found.required.extend(part.required);
        found.literals = found.literals.or(part.literals);
    }
    for keyword in ["oneOf", "anyOf"] {
        if let Some(branches) = object.get(keyword).and_then(Node::as_array) {
            let any = branches.iter().fold(Types::NONE, |all, branch| all.or(at(branch, resolve, depth).types));
            found.types = found.types.and(any);
        }
    }
    if object.get("nullable").and_then(Node::as_bool) == Some(true) {
        found.types = found.types.or(Types::NULL);
    }
    for name in object.get("required").and_then(Node::as_array).unwrap_or_default() {
        found.required.extend(name.as_str().map(str::to_owned));
    }
    for member in object.get("properties").and_then(Node::as_object).map(|all| all.iter()).into_iter().flatten() {
        if let Some(strings) = constants(&member.value, resolve, depth) {
            found.constants.insert(member.key.to_string(), strings);
        }
    }
    found
}

/// What the discriminators of a schema's bases say of it: the member, and the values that are mapped to it.
fn mapped<'n>(
    pointer: &str,
    target: &'n Node,
    resolve: &dyn Fn(&str) -> Option<&'n Node>,
) -> BTreeMap<String, Vec<String>> {
    let mut constants = BTreeMap::new();
    let parts = target.get("allOf").and_then(Node::as_array).unwrap_or_default();
    let bases = parts.iter().filter_map(|part| resolve(part.get("$ref")?.as_str()?));
    for discriminator in bases.filter_map(|base| base.get("discriminator")) {
        let Some(name) = discriminator.get("propertyName").and_then(Node::as_str) else { continue };
        let Some(mapping) = discriminator.get("mapping").and_then(Node::as_object) else { continue };
        let own = mapping.sorted().filter(|member| member.value.as_str() == Some(pointer));
        let own: Vec<String> = own.map(|member| member.key.to_string()).collect();
        if !own.is_empty() {
            constants.insert(name.to_owned(), own);
        }
    }
    constants
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

/// The strings that a property takes, if it takes nothing else.
fn constants<'n>(node: &'n Node, resolve: &dyn Fn(&str) -> Option<&'n Node>, depth: u32) -> Option<Vec<String>> {
    let literals = at(node, resolve, depth).literals?;
    literals.into_iter().map(|literal| if let Literal::String(text) = literal { Some(text) } else { None }).collect()
}
