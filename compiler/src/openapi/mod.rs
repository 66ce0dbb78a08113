//! Nodes to one version-neutral document: what OpenAPI 3.0 to 3.2 say of servers, paths, parameters, bodies, responses
//! and security, as [`openapiv3`] types. Swagger 2.0 is brought to OpenAPI 3.0 before.
//!
//! This stage never follows a file and never reads a schema: wherever the typed model wants a schema, it holds a
//! reference to the JSON pointer at which the schema's node stands, and the schema stage goes on from there.

mod content;
mod described;
mod operation;
mod parameter;
mod publish;
mod reader;
mod security;
mod servers;
mod swagger;
#[cfg(test)]
mod tests;
mod told;

use openapiv3::{OpenAPI, Operation, PathItem, ReferenceOr};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Kind, Node, Span};
use reader::{At, Reader};

pub(crate) use parameter::{MULTI_SEGMENT, QUERY_STRING};
pub use publish::{Public, publish};
pub use reader::child;
pub(crate) use reader::{last_token, normal, resolve, unresolved};
pub use swagger::upgraded;
pub use told::{Answer as ToldAnswer, Parameter as ToldParameter, Told};

/// A document that was read.
#[derive(Debug)]
pub struct Document<'n> {
    /// The tree, for whoever needs a schema or a place.
    pub root: &'n Node,
    /// The typed model of all but the schemas. References to parameters, bodies and responses are resolved; a schema
    /// is always a reference, to the JSON pointer (`#/components/schemas/Pet`) of its node.
    pub api: OpenAPI,
    /// The operations whose methods the typed model has no place for (OpenAPI 3.2 section 4.9: `query` and
    /// `additionalOperations`).
    pub further: Vec<Further>,
}

/// An operation with a method of its own.
#[derive(Debug)]
pub struct Further {
    /// As it is sent: `QUERY`, `COPY`.
    pub method: String,
    /// The path that it belongs to.
    pub path: String,
    /// Where it stands, below its path.
    pub below: Vec<String>,
    /// What is said of it.
    pub operation: Operation,
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
    let mut document = Document { root, api: OpenAPI { openapi: version, ..OpenAPI::default() }, further: Vec::new() };
    let api = &mut document.api;
    if let Some(info) = top.get("info") {
        api.info.title = info.text("title").unwrap_or_default();
        api.info.version = info.text("version").unwrap_or_default();
        api.info.description = info.text("description");
    }
    api.servers = servers::read(&mut reader, &top);
    api.components = security::schemes(&mut reader, &top);
    api.security = security::requirements(&mut reader, &top);
    paths(&mut reader, &top, &mut document);
    described::say(&mut reader, &top, &document);
    Some(document)
}

/// The `openapi` member: any 3.x, which YAML writers may have left unquoted.
fn version(root: &Node, diagnostics: &mut Diagnostics) -> Option<String> {
    let found = root.get("openapi");
    let text = found.and_then(|node| node.as_str().or(node.as_number()));
    if let (Some(node), Some(text)) = (found, text)
        && (text == "3" || text.starts_with("3."))
    {
        if !["3.0", "3.1", "3.2"].iter().any(|known| text.starts_with(known)) {
            let diagnostic = Diagnostic::at(Code::GW0211, node.span, "this version of OpenAPI is not known")
                .words("read as OpenAPI 3.2");
            diagnostics.push(diagnostic);
        }
        return Some(text.to_owned());
    }
    let diagnostic = match (found, root.get("swagger")) {
        (Some(node), _) => Diagnostic::at(Code::GW0201, node.span, "this version of OpenAPI is not known")
            .words("expected a version that begins with 3"),
        (None, Some(node)) => {
            Diagnostic::at(Code::GW0201, node.span, "this version of Swagger is not known").words("expected 2.0")
        }
        (None, None) => {
            let start = Span { end: root.span.start, ..root.span };
            Diagnostic::at(Code::GW0201, start, "this is not an OpenAPI document: it has no `openapi` member")
                .help("an OpenAPI document begins with `openapi: 3.0.3` or the like; is this the right file?")
        }
    };
    diagnostics.push(diagnostic);
    None
}

fn paths<'n>(reader: &mut Reader<'n, '_>, top: &At<'n>, document: &mut Document<'n>) {
    let Some(found) = top.get("paths") else { return };
    let Some(object) = reader.needed(&found) else { return };
    for member in object.iter() {
        let at = found.child(member);
        if member.key.starts_with("x-") || matches!(member.value.kind, Kind::Null) {
            continue;
        }
        let mut path = member.key.to_string();
        if !path.starts_with('/') {
            let diagnostic = Diagnostic::at(Code::GW0202, member.key_span, "a path begins with `/`")
                .words(format!("read as `/{}`", member.key));
            reader.say(diagnostic);
            path.insert(0, '/');
        }
        let Some(at) = reader.follow_needed(at) else { continue };
        if let Some(item) = path_item(reader, &at, &path, &mut document.further) {
            document.api.paths.paths.insert(path, ReferenceOr::Item(item));
        }
    }
}

fn path_item<'n>(reader: &mut Reader<'n, '_>, at: &At<'n>, path: &str, further: &mut Vec<Further>) -> Option<PathItem> {
    let object = reader.needed(at)?;
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
            "query" => {
                let operation = operation::read(reader, &at.child(member), &shared);
                let below = vec!["query".to_owned()];
                further.extend(operation.map(|operation| Further {
                    method: "QUERY".to_owned(),
                    path: path.to_owned(),
                    below,
                    operation,
                }));
                continue;
            }
            "additionalOperations" => {
                let all = at.child(member);
                for member in reader.object(&all).into_iter().flat_map(|object| object.iter()) {
                    let below = vec!["additionalOperations".to_owned(), member.key.to_string()];
                    let operation = operation::read(reader, &all.child(member), &shared);
                    further.extend(operation.map(|operation| Further {
                        method: member.key.to_string(),
                        path: path.to_owned(),
                        below,
                        operation,
                    }));
                }
                continue;
            }
            _ => continue,
        };
        if !matches!(member.value.kind, Kind::Null) {
            *slot = operation::read(reader, &at.child(member), &shared);
        }
    }
    Some(item)
}
