//! Swagger 2.0 to OpenAPI 3.0, node by node, so that all that follows knows one language and every message still shows
//! the place that the author wrote.
//!
//! This stage never decides what a value means: what it does not move, it copies, and whatever is wrong with a value is
//! said where it is read.

mod build;
mod operation;
mod parameter;
mod schema;
mod security;
mod servers;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::source::{Kind, Member, Node, Span};

use crate::bundle::FILES;
use build::{map, member, object, text};
use schema::Schemas;

/// What all parts of the document need to know of the rest.
struct Upgrade<'n, 'd> {
    root: &'n Node,
    schemas: Schemas,
    diagnostics: &'d mut Diagnostics,
}

/// The document as OpenAPI 3.0; one that is no Swagger 2.0 comes back as it is.
#[must_use]
pub fn upgraded(root: Node, diagnostics: &mut Diagnostics) -> Node {
    let Some(version) = version(&root) else { return root };
    let schemas = Schemas::of(&root);
    Upgrade { root: &root, schemas, diagnostics }.document(version)
}

/// The place of `swagger: "2.0"`; YAML writers leave the quotes out.
fn version(root: &Node) -> Option<Span> {
    let found = root.get("swagger").filter(|_| root.get("openapi").is_none())?;
    let text = found.as_str().or(found.as_number())?;
    (text == "2" || text.starts_with("2.")).then_some(found.span)
}

impl<'n> Upgrade<'n, '_> {
    fn document(&mut self, version: Span) -> Node {
        let mut members = vec![member("openapi", version, text("3.0.3", version))];
        let mut components = Vec::new();
        let mut paths: Vec<Member> = Vec::new();
        let mut at = self.root.span;
        let root = self.root;
        for found in root.as_object().into_iter().flat_map(|object| object.iter()) {
            let (key, value) = (found.key_span, &found.value);
            match &*found.key {
                "swagger" | "consumes" | "produces" | "host" | "basePath" | "schemes" | "x-ms-parameterized-host" => {}
                // Azure's paths that differ in their query alone stand apart.
                "paths" | "x-ms-paths" => {
                    at = key;
                    paths.extend(self.paths(value));
                }
                "definitions" => components.push(member("schemas", key, self.definitions(value))),
                "parameters" => components.push(member("parameters", key, self.shared_parameters(value))),
                "responses" => {
                    let produces = self.media_types(None, "produces");
                    let responses = map(value, |node| self.response(node, &produces, false));
                    components.push(member("responses", key, responses));
                }
                "securityDefinitions" => {
                    components.push(member("securitySchemes", key, map(value, security::scheme)));
                }
                FILES => members.push(Member { value: self.schemas.loose(value), ..found.clone() }),
                _ => members.push(found.clone()),
            }
        }
        if self.root.get("paths").is_some() {
            members.push(member("paths", at, object(at, distinct(paths))));
        }
        if !components.is_empty() {
            members.push(member("components", self.root.span, object(self.root.span, components)));
        }
        members.extend(servers::of(self));
        object(self.root.span, members)
    }

    fn definitions(&self, node: &Node) -> Node {
        let Some(found) = node.as_object() else { return node.clone() };
        let members = found
            .iter()
            .map(|member| Member { value: self.schemas.definition(&member.key, &member.value), ..member.clone() });
        object(node.span, members.collect())
    }

    fn paths(&mut self, node: &'n Node) -> Vec<Member> {
        let members = node.as_object().into_iter().flat_map(|object| object.iter());
        let members = members.map(|member| match member.key.starts_with("x-") {
            true => member.clone(),
            false => Member { value: self.path_item(&member.value), ..member.clone() },
        });
        members.collect()
    }

    /// What a `$ref` leads to, from one to the next, as far as it does; anything else is what it is.
    fn followed(&self, mut node: &'n Node) -> &'n Node {
        for _ in 0..super::reader::HOPS {
            let Some(target) = reference(node).and_then(|text| super::reader::resolve(self.root, text)) else { break };
            node = target;
        }
        node
    }

    /// The media types of an operation, else of the document.
    fn media_types(&self, operation: Option<&Node>, key: &str) -> Vec<(String, Span)> {
        let found = operation.and_then(|operation| operation.get(key)).or_else(|| self.root.get(key));
        let items = found.and_then(Node::as_array).unwrap_or_default();
        items.iter().filter_map(|item| Some((item.as_str()?.to_ascii_lowercase(), item.span))).collect()
    }
}

fn reference(node: &Node) -> Option<&str> {
    node.get("$ref").and_then(Node::as_str)
}

/// The first of members that have one key.
fn distinct(members: Vec<Member>) -> Vec<Member> {
    let mut seen = BTreeMap::new();
    members.into_iter().filter(|member| seen.insert(member.key.clone(), ()).is_none()).collect()
}

/// Whether `true` stands under a key.
fn flag(node: &Node, key: &str) -> bool {
    matches!(node.get(key).map(|found| &found.kind), Some(Kind::Bool(true)))
}
