//! Schema resources (JSON Schema Core section 8.2): what an `$id` names, the anchors within, and the pointer of what a
//! reference means that stands in one of them.

use std::collections::{BTreeMap, BTreeSet};

use fluent_uri::{Iri, IriRef};

use crate::openapi::{Document, child, normal};
use crate::source::{Kind, Node};

use super::rule::Way;

/// The address of a document of which nobody said where it is to be found.
const NOWHERE: &str = "document:///";

/// The resources of a document. The first is the document itself.
#[derive(Debug)]
pub(super) struct Resources {
    all: Vec<Resource>,
    /// The dynamic anchors that more than one of them has.
    several: BTreeSet<String>,
}

#[derive(Debug)]
struct Resource {
    uri: Iri<String>,
    /// Where it begins.
    pointer: String,
    /// Where its anchors stand.
    anchors: BTreeMap<String, String>,
    /// Those of its anchors that are dynamic.
    dynamic: Vec<String>,
}

/// A resource, for what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Base(usize);

/// Keywords that hold one schema, a list of them, or schemas by name.
const ONE: &[&str] = &[
    "additionalItems",
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];
const LISTS: &[&str] = &["allOf", "anyOf", "items", "oneOf", "prefixItems"];
const MAPS: &[&str] = &["$defs", "definitions", "dependentSchemas", "patternProperties", "properties"];

impl Resources {
    /// Looks for them; OpenAPI 3.0 has none.
    pub(super) fn of(document: &Document<'_>) -> Self {
        let uri = Iri::parse(NOWHERE.to_owned());
        let own =
            uri.map(|uri| Resource { uri, pointer: "#".to_owned(), anchors: BTreeMap::new(), dynamic: Vec::new() });
        let mut resources = Self { all: own.into_iter().collect(), several: BTreeSet::new() };
        if !document.api.openapi.starts_with("3.0") && has_names(document.root) {
            resources.outside(document.root, "#");
            let mut known = BTreeSet::new();
            let names = resources.all.iter().flat_map(|resource| BTreeSet::from_iter(&resource.dynamic));
            resources.several = names.filter(|name| !known.insert(*name)).cloned().collect();
        }
        resources
    }

    /// The resource in which a pointer leads somewhere.
    pub(super) fn base(&self, pointer: &str) -> Base {
        let mut found = Base(0);
        for (at, resource) in self.all.iter().enumerate().skip(1) {
            let inside = pointer.strip_prefix(&resource.pointer);
            let inside = inside.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            if inside && resource.pointer.len() >= self.all[found.0].pointer.len() {
                found = Base(at);
            }
        }
        found
    }

    /// The resource of a schema that stands in one, which is a new one where it has an `$id`.
    pub(super) fn within(&self, base: Base, node: &Node) -> Base {
        if self.all.len() < 2 {
            return base;
        }
        let found = node.get("$id").and_then(Node::as_str).and_then(|id| self.named(base, id));
        found.unwrap_or(base)
    }

    /// The pointer to what a reference means in a resource. One that names no resource of the document is given back
    /// as it is.
    pub(super) fn target(&self, base: Base, reference: &str) -> String {
        self.known(base, reference).unwrap_or_else(|| normal(reference))
    }

    /// A way that goes on to a schema: the first resource on it that has a dynamic anchor decides what is meant by its
    /// name. Nothing depends on the way where only one resource has it.
    pub(super) fn entered(&self, way: &Way, pointer: &str) -> Way {
        let mut way = way.clone();
        if self.several.is_empty() {
            return way;
        }
        let Some(resource) = self.all.get(self.base(pointer).0) else { return way };
        for name in resource.dynamic.iter().filter(|name| self.several.contains(*name)) {
            if let Some(at) = resource.anchors.get(name) {
                way.entry(name.clone()).or_insert_with(|| at.clone());
            }
        }
        way
    }

    fn known(&self, base: Base, reference: &str) -> Option<String> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let resource = &self.all.get(if uri.is_empty() { base } else { self.named(base, uri)? }.0)?;
        if fragment.is_empty() {
            return Some(resource.pointer.clone());
        }
        match fragment.strip_prefix('/') {
            Some(_) => Some(normal(&format!("#{fragment}")).replacen('#', &resource.pointer, 1)),
            None => resource.anchors.get(fragment).cloned(),
        }
    }

    fn named(&self, base: Base, uri: &str) -> Option<Base> {
        if self.all.len() < 2 {
            return None;
        }
        let uri = self.resolved(base, uri)?;
        self.all.iter().position(|resource| resource.uri == uri).map(Base)
    }

    /// A URI without its fragment, made absolute (RFC 3986 section 5).
    fn resolved(&self, base: Base, uri: &str) -> Option<Iri<String>> {
        let (uri, _) = uri.split_once('#').unwrap_or((uri, ""));
        let base = &self.all.get(base.0)?.uri;
        if uri.is_empty() {
            return Some(base.clone());
        }
        IriRef::parse(uri).ok()?.resolve_against(base).ok().map(|uri| uri.normalize())
    }

    /// Looks for schemas in what is none.
    fn outside(&mut self, node: &Node, pointer: &str) {
        match &node.kind {
            Kind::Object(object) => {
                for member in object.iter() {
                    let at = child(pointer, &member.key);
                    match &*member.key {
                        "schema" => self.schema(&member.value, &at, Base(0)),
                        "schemas" => self.each(&member.value, &at, Base(0)),
                        "default" | "example" | "examples" => {}
                        _ => self.outside(&member.value, &at),
                    }
                }
            }
            Kind::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.outside(item, &child(pointer, &index.to_string()));
                }
            }
            _ => {}
        }
    }

    fn each(&mut self, node: &Node, pointer: &str, base: Base) {
        for member in node.as_object().into_iter().flat_map(|object| object.iter()) {
            self.schema(&member.value, &child(pointer, &member.key), base);
        }
    }

    fn schema(&mut self, node: &Node, pointer: &str, base: Base) {
        let Some(object) = node.as_object() else { return };
        let base = self.own(node, pointer, base);
        for member in object.iter() {
            let at = child(pointer, &member.key);
            match &*member.key {
                key if MAPS.contains(&key) => self.each(&member.value, &at, base),
                key if LISTS.contains(&key) && member.value.as_array().is_some() => {
                    for (index, item) in member.value.as_array().unwrap_or_default().iter().enumerate() {
                        self.schema(item, &child(&at, &index.to_string()), base);
                    }
                }
                key if ONE.contains(&key) || key == "items" => self.schema(&member.value, &at, base),
                _ => {}
            }
        }
    }

    /// Notes the names that a schema gives itself; the resource in which its parts stand.
    fn own(&mut self, node: &Node, pointer: &str, base: Base) -> Base {
        let text = |key: &str| node.get(key).and_then(Node::as_str);
        let uri = text("$id").filter(|id| !id.starts_with('#')).and_then(|id| self.resolved(base, id));
        let base = match uri {
            None => base,
            Some(uri) => {
                let new = Resource { uri, pointer: pointer.to_owned(), anchors: BTreeMap::new(), dynamic: Vec::new() };
                self.all.push(new);
                Base(self.all.len() - 1)
            }
        };
        if let Some(resource) = self.all.get_mut(base.0) {
            for key in ["$anchor", "$dynamicAnchor"] {
                let Some(name) = text(key) else { continue };
                resource.anchors.entry(name.to_owned()).or_insert_with(|| pointer.to_owned());
                if key == "$dynamicAnchor" {
                    resource.dynamic.push(name.to_owned());
                }
            }
        }
        base
    }
}

/// Whether anything in the tree is called `$id` or has an anchor: most documents know no resources.
fn has_names(node: &Node) -> bool {
    match &node.kind {
        Kind::Object(object) => object
            .iter()
            .any(|member| matches!(&*member.key, "$id" | "$anchor" | "$dynamicAnchor") || has_names(&member.value)),
        Kind::Array(items) => items.iter().any(has_names),
        _ => false,
    }
}
