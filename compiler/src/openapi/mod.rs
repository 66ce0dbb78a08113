//! Nodes to one version-neutral document: what OpenAPI 3.0 and 3.1 say of servers, paths, parameters, bodies, responses
//! and security, as [`openapiv3`] types.
//!
//! This stage never follows a file and never reads a schema: wherever the typed model wants a schema, it holds a
//! reference to the JSON pointer at which the schema's node stands, and the schema stage goes on from there.

mod content;
mod operation;
mod parameter;
mod publish;
mod reader;
mod security;
mod servers;
#[cfg(test)]
mod tests;

use openapiv3::{OpenAPI, PathItem, Paths, ReferenceOr};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, Span};
use reader::{At, Reader};

pub(crate) use parameter::QUERY_STRING;
pub use publish::{Public, publish};
pub use reader::child;
pub(crate) use reader::{last_token, normal, unresolved};

/// A document that was read.
#[derive(Debug)]
pub struct Document<'n> {
    /// The tree, for whoever needs a schema or a place.
    pub root: &'n Node,
    /// The typed model of all but the schemas. References to parameters, bodies and responses are resolved; a schema
    /// is always a reference, to the JSON pointer (`#/components/schemas/Pet`) of its node.
    pub api: OpenAPI,
}

impl<'n> Document<'n> {
    /// The node at a pointer (`#/paths/~1pets/get`) that this stage or a `$ref` wrote.
    #[must_use]
    pub fn node(&self, pointer: &str) -> Option<&'n Node> {
        reader::resolve(self.root, pointer)
    }

    /// The place of what stands at a pointer; the whole document where nothing does.
    #[must_use]
    pub fn span(&self, pointer: &str) -> Span {
        self.node(pointer).map_or(self.root.span, |node| node.span)
    }

    /// The place of the key that a pointer ends in, which reads better in a message than its whole value.
    #[must_use]
    pub fn key_span(&self, pointer: &str) -> Span {
        let Some((parent, _)) = pointer.rsplit_once('/') else { return self.root.span };
        let key = reader::last_token(pointer);
        let member = self.node(parent).and_then(Node::as_object).and_then(|object| object.member(&key));
        member.map_or_else(|| self.span(pointer), |member| member.key_span)
    }
}

/// Reads a document; says what is wrong and goes on wherever something can be left out.
///
/// `None` only where the file is no OpenAPI document of a version that this compiler knows.
pub fn read<'n>(root: &'n Node, diagnostics: &mut Diagnostics) -> Option<Document<'n>> {
    let version = version(root, diagnostics)?;
    let mut reader = Reader::new(root, diagnostics);
    let top = At::root(root);
    let mut api = OpenAPI { openapi: version, ..OpenAPI::default() };
    if let Some(info) = top.get("info") {
        api.info.title = info.text("title").unwrap_or_default();
        api.info.version = info.text("version").unwrap_or_default();
        api.info.description = info.text("description");
    }
    api.servers = servers::read(&mut reader, &top);
    api.components = security::schemes(&mut reader, &top);
    api.security = security::requirements(&mut reader, &top);
    api.paths = paths(&mut reader, &top);
    Some(Document { root, api })
}

/// The `openapi` member: any 3.0 or 3.1.
fn version(root: &Node, diagnostics: &mut Diagnostics) -> Option<String> {
    let found = root.get("openapi");
    if let Some(text) = found.and_then(Node::as_str)
        && (text.starts_with("3.0") || text.starts_with("3.1"))
    {
        return Some(text.to_owned());
    }
    let diagnostic = match (found, root.get("swagger")) {
        (Some(node), _) => Diagnostic::at(Code::GW0201, node.span, "this version of OpenAPI is not known")
            .words("expected a string that begins with 3.0 or 3.1"),
        (None, Some(node)) => Diagnostic::at(Code::GW0201, node.span, "Swagger 2.0 documents are not read yet")
            .help("convert the document to OpenAPI 3 first"),
        (None, None) => {
            let start = Span { end: root.span.start, ..root.span };
            Diagnostic::at(Code::GW0201, start, "this is not an OpenAPI document: it has no `openapi` member")
                .help("an OpenAPI document begins with `openapi: 3.0.3` or the like; is this the right file?")
        }
    };
    diagnostics.push(diagnostic);
    None
}

fn paths<'n>(reader: &mut Reader<'n, '_>, top: &At<'n>) -> Paths {
    let mut paths = Paths::default();
    let Some(found) = top.get("paths") else { return paths };
    let Some(object) = reader.object(&found) else { return paths };
    for member in object.iter() {
        let at = found.child(member);
        if member.key.starts_with("x-") {
            continue;
        }
        if !member.key.starts_with('/') {
            let diagnostic = Diagnostic::at(Code::GW0202, member.key_span, "a path begins with `/`")
                .help(format!("write `/{}`", member.key));
            reader.say(diagnostic);
            continue;
        }
        let Some(at) = reader.follow(at) else { continue };
        if let Some(item) = path_item(reader, &at) {
            paths.paths.insert(member.key.to_string(), ReferenceOr::Item(item));
        }
    }
    paths
}

fn path_item<'n>(reader: &mut Reader<'n, '_>, at: &At<'n>) -> Option<PathItem> {
    let object = reader.object(at)?;
    let mut item = PathItem { servers: servers::read(reader, at), ..PathItem::default() };
    let shared = parameter::list(reader, at);
    for member in object.iter() {
        let slot = match &*member.key {
            "get" => &mut item.get,
            "put" => &mut item.put,
            "post" => &mut item.post,
            "delete" => &mut item.delete,
            "options" => &mut item.options,
            "head" => &mut item.head,
            "patch" => &mut item.patch,
            "trace" => &mut item.trace,
            _ => continue,
        };
        *slot = operation::read(reader, &at.child(member), &shared);
    }
    Some(item)
}
