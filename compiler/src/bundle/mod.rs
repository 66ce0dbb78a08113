//! Many files to one document: what a `$ref` to another file leads to is put under [`FILES`], once, and the `$ref` then
//! leads there. Every value keeps the place in its own file.
//!
//! The meta-schemas of JSON Schema are files that are always there.
//!
//! This stage never fetches anything from a network, and never looks at what a reference within one file leads to.

mod dialect;
mod place;
#[cfg(test)]
mod tests;
mod within;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::{child, resolve, unresolved};
use crate::source::{Format, Kind, Member, Node, Object, Sources, Span, read_file, read_text};
use place::Place;
use within::{Target, normal, relative};

/// The member of the document that holds what came from other files: an extension, by the name of its file and the
/// pointer in it.
pub const FILES: &str = "x-files";

/// How many references may stand in for one another where OpenAPI has none.
const HOPS: u32 = 64;

/// How many values may be put in place of references, as many as aliases may stand for.
const COPIED: usize = 2_000_000;

/// Reads the files that a document refers to; `path` is the document's own. An empty object stands for what a file
/// holds that is missing or can't be read, which is an error.
pub fn bundled(root: Node, path: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Node {
    if !place::leads_elsewhere(&root, Place::Object) {
        return root;
    }
    let path = normal(path);
    let resources = names_resources(&root);
    let own = root.get("$self").and_then(Node::as_str).map(str::to_owned);
    let mut document = root.clone();
    let mut bundle = Bundle {
        path: path.clone(),
        own,
        resources,
        files: BTreeMap::from([(path.clone(), root)]),
        parts: BTreeMap::new(),
        asked: BTreeSet::new(),
        queue: Vec::new(),
        copied: 0,
        sources,
        diagnostics,
    };
    bundle.visit(&mut document, &path, Place::Object, HOPS);
    while let Some((key, file, mut part)) = bundle.queue.pop() {
        bundle.visit(&mut part, &file, Place::Object, HOPS);
        bundle.parts.insert(key, part);
    }
    bundle.mounted(document)
}

struct Bundle<'b> {
    /// The document's own file.
    path: PathBuf,
    /// What the document calls itself (`$self`, OpenAPI 3.2 section 4.1.1).
    own: Option<String>,
    /// Whether schemas of the document name themselves (`$id`), so that a reference may mean one of those.
    resources: bool,
    /// The files as they were read, by their path; null where one could not be.
    files: BTreeMap<PathBuf, Node>,
    /// What was taken from them, by the key under [`FILES`].
    parts: BTreeMap<String, Node>,
    /// The keys that are taken or in the queue.
    asked: BTreeSet<String>,
    /// What is to be gone through: its key, its file, and itself.
    queue: Vec<(String, PathBuf, Node)>,
    /// How many values were put in place of references.
    copied: usize,
    sources: &'b mut Sources,
    diagnostics: &'b mut Diagnostics,
}

impl Bundle<'_> {
    /// Goes through what belongs to a file. `hops` bounds how often something is put in place of a reference.
    fn visit(&mut self, node: &mut Node, file: &Path, place: Place, hops: u32) {
        if let Some(reference) = place::reference(node, place) {
            if place.may_refer() {
                self.lead(node, file, &reference, place);
            } else {
                self.put(node, file, &reference, place, hops);
                return;
            }
        }
        match &mut node.kind {
            Kind::Array(items) => {
                for item in items {
                    self.visit(item, file, place.item(), hops);
                }
            }
            Kind::Object(members) => {
                for (key, value) in members.values_mut() {
                    if let Some(place) = place.below(key) {
                        self.visit(value, file, place, hops);
                    }
                }
            }
            _ => {}
        }
    }

    /// Has a `$ref` lead to where its target is put.
    fn lead(&mut self, node: &mut Node, file: &Path, reference: &Reference, place: Place) {
        let Some((target, pointer)) = self.target(file, &reference.text) else { return };
        let is_known = target.to_str().is_some_and(|address| dialect::known(address).is_some());
        if self.resources && target != self.path && !is_known && !target.is_file() {
            return;
        }
        let lead = if target == self.path {
            format!("#{pointer}")
        } else {
            // Whoever reads the reference says that nothing stands there.
            let Some(part) = self.found(&target, &pointer, reference.span, place) else { return };
            let name = if is_known { target.to_string_lossy().into_owned() } else { relative(&self.path, &target) };
            let key = format!("{name}{pointer}");
            if self.asked.insert(key.clone()) {
                self.queue.push((key.clone(), target, part));
            }
            child(&child("#", FILES), &key)
        };
        if let Some(found) = place::reference_mut(node, place) {
            found.kind = Kind::String(lead.into());
        }
    }

    /// Puts the target itself where OpenAPI has no references. What stands beside the `$ref` counts before the same of
    /// the target; an empty object stands for what leads nowhere.
    fn put(&mut self, node: &mut Node, file: &Path, reference: &Reference, place: Place, hops: u32) {
        let target = self.target(file, &reference.text);
        let found =
            target.and_then(|(target, pointer)| Some((self.found(&target, &pointer, reference.span, place)?, target)));
        let Some((mut found, target)) = found else {
            if place.is_needed() {
                self.diagnostics.push(unresolved(Code::GW0204, reference.span, &reference.text));
                node.kind = Kind::Object(Object::default());
            }
            return;
        };
        self.copied = self.copied.saturating_add(size(&found));
        let (Some(hops), true) = (hops.checked_sub(1), self.copied <= COPIED) else {
            let message = "this `$ref` leads back to itself, or too far";
            self.diagnostics.push(Diagnostic::at(Code::GW0204, reference.span, message));
            node.kind = Kind::Object(Object::default());
            return;
        };
        self.visit(&mut found, &target, place, hops);
        let Kind::Object(own) = std::mem::replace(&mut node.kind, Kind::Null) else { return };
        let mut own = own.into_members();
        own.retain(|member| &*member.key != "$ref");
        if own.is_empty() {
            *node = found;
            return;
        }
        let mut beside = Node { span: node.span, kind: Kind::Object(Object::new(own)) };
        self.visit(&mut beside, file, place, hops);
        let (Kind::Object(own), Kind::Object(found)) = (beside.kind, found.kind) else { return };
        let found = found.into_members().into_iter().filter(|member| own.get(&member.key).is_none());
        let found: Vec<Member> = found.collect();
        node.kind = Kind::Object(Object::new(own.into_members().into_iter().chain(found).collect()));
    }

    /// What stands at a pointer in a file; an empty object where the file is missing, which is said.
    fn found(&mut self, file: &Path, pointer: &str, asked: Span, place: Place) -> Option<Node> {
        let root = self.loaded(file, asked, place.is_needed());
        if matches!(root.kind, Kind::Null) {
            return place.is_needed().then(|| Node { span: asked, kind: Kind::Object(Object::default()) });
        }
        resolve(root, &format!("#{pointer}")).cloned()
    }

    /// The file and the pointer in it that a `$ref` in a file means; `None` where it is not of this file system.
    fn target(&self, file: &Path, text: &str) -> Option<(PathBuf, String)> {
        if let Some((address, pointer)) = dialect::known(text) {
            return Some((PathBuf::from(address), pointer.to_owned()));
        }
        match within::target(self.own.as_deref(), text)? {
            Target::Here(pointer) => Some((file.to_path_buf(), pointer)),
            Target::Document(pointer) => Some((self.path.clone(), pointer)),
            Target::File(name, pointer) => Some((normal(&file.parent().unwrap_or(Path::new("")).join(name)), pointer)),
        }
    }

    /// A file's tree, null where it can't be read. What is wrong with the file is said once, where it is first asked for.
    fn loaded(&mut self, path: &Path, asked: Span, needed: bool) -> &Node {
        let (sources, diagnostics) = (&mut *self.sources, &mut *self.diagnostics);
        self.files.entry(path.to_path_buf()).or_insert_with(|| {
            let mut said = Diagnostics::default();
            let shown = path.to_string_lossy().replace('\\', "/");
            let read = match dialect::text(&shown) {
                Some(text) => read_text(sources, shown, text, Format::Json, &mut said),
                None => read_file(sources, path, &shown, asked, &mut said),
            };
            for found in said.into_iter().filter(|_| needed) {
                diagnostics.push(found);
            }
            read.unwrap_or(Node { span: asked, kind: Kind::Null })
        })
    }

    /// The document with the parts of other files.
    fn mounted(self, document: Node) -> Node {
        if self.parts.is_empty() {
            return document;
        }
        let span = Span { end: document.span.start, ..document.span };
        let parts = self.parts.into_iter().map(|(key, value)| Member { key: key.into(), key_span: value.span, value });
        let parts = Node { span, kind: Kind::Object(Object::new(parts.collect())) };
        let Kind::Object(members) = document.kind else { return document };
        let mut members = members.into_members();
        members.retain(|member| &*member.key != FILES);
        members.push(Member { key: FILES.into(), key_span: span, value: parts });
        Node { span: document.span, kind: Kind::Object(Object::new(members)) }
    }
}

/// Whether anything in the tree has an `$id`.
fn names_resources(node: &Node) -> bool {
    match &node.kind {
        Kind::Object(members) => {
            members.get("$id").is_some() || members.iter().any(|member| names_resources(&member.value))
        }
        Kind::Array(items) => items.iter().any(names_resources),
        _ => false,
    }
}

/// A `$ref` as it was written.
struct Reference {
    text: String,
    span: Span,
}

/// How many values there are in one.
fn size(node: &Node) -> usize {
    1 + match &node.kind {
        Kind::Array(items) => items.iter().map(size).sum(),
        Kind::Object(members) => members.iter().map(|member| size(&member.value)).sum(),
        _ => 0,
    }
}
