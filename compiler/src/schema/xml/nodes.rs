//! What the nodes of schemas say of XML: their `xml` objects, and those of the schemas that they lead to.

use std::collections::{BTreeSet, VecDeque};

use crate::openapi::{Document, child};
use crate::schema::facets::Types;
use crate::schema::peek::Look;
use crate::schema::resource::Resources;
use crate::source::Node;

/// How many schemas of one value are looked at.
const MOST: usize = 256;

/// A schema, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct At<'n> {
    pub(super) node: &'n Node,
    pub(super) pointer: String,
}

impl<'n> At<'n> {
    pub(super) fn below(&self, keyword: &str) -> Option<At<'n>> {
        Some(At { node: self.node.get(keyword)?, pointer: child(&self.pointer, keyword) })
    }

    /// The schemas of a list, or of an object by their names.
    pub(super) fn each(&self, keyword: &str) -> Vec<(String, At<'n>)> {
        let Some(list) = self.below(keyword) else { return Vec::new() };
        let at = |key: String, node| {
            let pointer = child(&list.pointer, &key);
            (key, At { node, pointer })
        };
        match (list.node.as_array(), list.node.as_object()) {
            (Some(items), _) => items.iter().enumerate().map(|(index, node)| at(index.to_string(), node)).collect(),
            (_, Some(object)) => object.sorted().map(|member| at(member.key.to_string(), &member.value)).collect(),
            _ => Vec::new(),
        }
    }

    fn xml(&self, keyword: &str) -> Option<&'n Node> {
        self.node.get("xml")?.get(keyword)
    }

    /// The name that its own `xml` object gives. Some tools write that they leave it to a default.
    pub(super) fn own_name(&self) -> Option<&'n str> {
        self.xml("name").and_then(Node::as_str).filter(|name| !name.is_empty() && !name.starts_with("##"))
    }
}

/// What a schema becomes in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NodeType {
    /// What it is by default: an element, or one for each item.
    Default,
    /// An element, around those of items if there are any.
    Element,
    Attribute,
    Text,
    /// Nothing of its own.
    None,
}

/// Looks at the schemas of a document.
pub(super) struct Nodes<'d, 'n> {
    document: &'d Document<'n>,
    resources: Resources,
}

impl<'d, 'n> Nodes<'d, 'n> {
    pub(super) fn of(document: &'d Document<'n>) -> Self {
        Self { document, resources: Resources::of(document) }
    }

    pub(super) fn at(&self, pointer: &str) -> Option<At<'n>> {
        Some(At { node: self.document.node(pointer)?, pointer: pointer.to_owned() })
    }

    /// Whether the document follows OpenAPI 3.2, which takes names from components.
    pub(super) fn is_later(&self) -> bool {
        self.document.api.openapi.starts_with("3.2")
    }

    /// The schema that a reference of a schema means.
    pub(super) fn referred(&self, at: &At<'n>) -> Option<At<'n>> {
        let reference = ["$ref", "$dynamicRef"].into_iter().find_map(|keyword| at.node.get(keyword)?.as_str())?;
        let target = self.resources.target(self.resources.base(&at.pointer), reference);
        self.at(&target)
    }

    pub(super) fn types(&self, at: &At<'n>) -> Types {
        Look::new(self.document, &self.resources, true, false).at(at.node, &at.pointer).types
    }

    /// The schema, and those that it refers to or is composed of for the same value; with `unions`, those too of which
    /// one holds.
    pub(super) fn of_one_value(&self, at: &At<'n>, unions: bool) -> Vec<At<'n>> {
        let mut found: Vec<At<'n>> = Vec::new();
        let mut met = BTreeSet::new();
        let mut queue = VecDeque::from([at.clone()]);
        while let Some(at) = queue.pop_front() {
            if found.len() >= MOST || !met.insert(at.pointer.clone()) {
                continue;
            }
            queue.extend(self.referred(&at));
            queue.extend(at.each("allOf").into_iter().map(|(_, part)| part));
            if unions {
                let branches = ["oneOf", "anyOf"].into_iter().flat_map(|keyword| at.each(keyword));
                queue.extend(branches.map(|(_, branch)| branch));
            }
            found.push(at);
        }
        found
    }

    /// What it becomes: as it says itself, else as what it refers to says.
    pub(super) fn node_type(&self, at: &At<'n>) -> Result<NodeType, &'static str> {
        for one in self.of_one_value(at, false) {
            if let Some(said) = one.xml("nodeType") {
                return match said.as_str() {
                    Some("element") => Ok(NodeType::Element),
                    Some("attribute") => Ok(NodeType::Attribute),
                    Some("text" | "cdata") => Ok(NodeType::Text),
                    Some("none") => Ok(NodeType::None),
                    _ => Err("this version knows no such `nodeType`"),
                };
            }
            let says = |keyword: &str| one.xml(keyword).and_then(Node::as_bool) == Some(true);
            if says("attribute") {
                return Ok(NodeType::Attribute);
            }
            if says("wrapped") {
                return Ok(NodeType::Element);
            }
        }
        Ok(NodeType::Default)
    }

    /// The names that elements of a schema may have: its own, else those of what it leads to. Whether all that it leads to
    /// have one is not looked at.
    pub(super) fn names(&self, at: &At<'n>) -> Vec<String> {
        if let Some(own) = at.own_name() {
            return vec![own.to_owned()];
        }
        let found = self.of_one_value(at, true);
        let names: BTreeSet<&str> = found.iter().filter_map(At::own_name).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    /// The namespace of the names.
    pub(super) fn namespace(&self, at: &At<'n>) -> Option<String> {
        let found = self.of_one_value(at, false);
        let said = found.iter().find_map(|one| one.xml("namespace")?.as_str());
        said.filter(|namespace| !namespace.is_empty()).map(str::to_owned)
    }
}
