//! Many files to one document: what a `$ref` to another file leads to is put under [`FILES`], once, and the `$ref` then
//! leads there. Every value keeps the place in its own file.
//!
//! This stage never fetches anything from a network, and never looks at what a reference within one file leads to.

mod place;
#[cfg(test)]
mod tests;
mod within;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::{child, resolve, unresolved};
use crate::source::{Kind, Member, Node, Object, Sources, Span, read_file};
use place::Place;
use within::{Target, normal, relative};

/// The member of the document that holds what came from other files: an extension, by the name of its file and the
/// pointer in it.
pub const FILES: &str = "x-files";

/// How many references may stand in for one another where OpenAPI has none.
const HOPS: u32 = 64;

/// Reads the files that a document refers to.
///
/// `path` is the document's own. `None` comes with an error: a file that is missing or can't be read.
pub fn bundled(root: Node, path: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Node> {
    if !place::leads_elsewhere(&root, Place::Object) {
        return Some(root);
    }
    let path = normal(path);
    let own = root.get("$self").and_then(Node::as_str).map(str::to_owned);
    let mut document = root.clone();
    let mut bundle = Bundle {
        path: path.clone(),
        own,
        files: BTreeMap::from([(path.clone(), Some(root))]),
        parts: BTreeMap::new(),
        asked: BTreeSet::new(),
        queue: Vec::new(),
        sources,
        diagnostics,
        complete: true,
    };
    bundle.visit(&mut document, &path, Place::Object, HOPS);
    while let Some((key, file, pointer)) = bundle.queue.pop() {
        let Some(mut part) = bundle.part(&file, &pointer) else { continue };
        bundle.visit(&mut part, &file, Place::Object, HOPS);
        bundle.parts.insert(key, part);
    }
    bundle.complete.then(|| bundle.mounted(document))
}

struct Bundle<'b> {
    /// The document's own file.
    path: PathBuf,
    /// What the document calls itself (`$self`, OpenAPI 3.2 section 4.1.1).
    own: Option<String>,
    /// The files as they were read, by their path; `None` where one could not be.
    files: BTreeMap<PathBuf, Option<Node>>,
    /// What was taken from them, by the key under [`FILES`].
    parts: BTreeMap<String, Node>,
    /// The keys that are taken or in the queue.
    asked: BTreeSet<String>,
    queue: Vec<(String, PathBuf, String)>,
    sources: &'b mut Sources,
    diagnostics: &'b mut Diagnostics,
    /// Whether every file was there.
    complete: bool,
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
        let lead = if target == self.path {
            format!("#{pointer}")
        } else {
            if self.loaded(&target, reference.span, place.is_needed()).is_none_or(|root| at(root, &pointer).is_none()) {
                // Whoever reads the reference says that nothing stands there.
                return;
            }
            let key = format!("{}{pointer}", relative(&self.path, &target));
            if self.asked.insert(key.clone()) {
                self.queue.push((key.clone(), target, pointer));
            }
            child(&child("#", FILES), &key)
        };
        if let Some(found) = place::reference_mut(node, place) {
            found.kind = Kind::String(lead.into());
        }
    }

    /// Puts the target itself where OpenAPI has no references.
    fn put(&mut self, node: &mut Node, file: &Path, reference: &Reference, place: Place, hops: u32) {
        let (Some((target, pointer)), Some(hops)) = (self.target(file, &reference.text), hops.checked_sub(1)) else {
            return;
        };
        let needed = place.is_needed();
        let found = self.loaded(&target, reference.span, needed).and_then(|root| at(root, &pointer)).cloned();
        match found {
            Some(found) => {
                *node = found;
                self.visit(node, &target, place, hops);
            }
            None if needed && self.complete => {
                self.diagnostics.push(unresolved(Code::GW0204, reference.span, &reference.text));
            }
            None => {}
        }
    }

    /// The file and the pointer in it that a `$ref` in a file means; `None` where it is not of this file system.
    fn target(&self, file: &Path, text: &str) -> Option<(PathBuf, String)> {
        match within::target(self.own.as_deref(), text)? {
            Target::Here(pointer) => Some((file.to_path_buf(), pointer)),
            Target::Document(pointer) => Some((self.path.clone(), pointer)),
            Target::File(name, pointer) => Some((normal(&file.parent().unwrap_or(Path::new("")).join(name)), pointer)),
        }
    }

    /// A file's tree. What is wrong with the file is said once, where it is first asked for.
    fn loaded(&mut self, path: &Path, asked: Span, needed: bool) -> Option<&Node> {
        if !self.files.contains_key(path) {
            let mut said = Diagnostics::default();
            let shown = path.to_string_lossy().replace('\\', "/");
            let read = read_file(self.sources, path, &shown, &mut said);
            if needed {
                self.complete &= read.is_some();
                for found in said {
                    self.diagnostics.push(if found.primary.is_none() { here(found, asked) } else { found });
                }
            }
            self.files.insert(path.to_path_buf(), read);
        }
        self.files.get(path)?.as_ref()
    }

    fn part(&self, file: &Path, pointer: &str) -> Option<Node> {
        at(self.files.get(file)?.as_ref()?, pointer).cloned()
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

/// A `$ref` as it was written.
struct Reference {
    text: String,
    span: Span,
}

fn here(diagnostic: Diagnostic, span: Span) -> Diagnostic {
    diagnostic.label(span, "")
}

/// What stands at a pointer in a file.
fn at<'n>(root: &'n Node, pointer: &str) -> Option<&'n Node> {
    resolve(root, &format!("#{pointer}"))
}
