//! What the gateway adds to the description of an operation: values that parameters are held to, and answers of its own.

use super::reader::resolve;
use crate::source::{Kind, Member, Node, Object, Span};

/// What callers of an operation are told beside what the document says.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Parameters that take only certain values, or have one where they are absent.
    pub parameters: Vec<Parameter>,
    /// Answers that the gateway gives itself, by their statuses.
    pub answers: Vec<Answer>,
}

/// A parameter that is held to certain values.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it travels: `path`, `query`, `header` or `cookie`.
    pub place: &'static str,
    /// The values that it may have.
    pub values: Vec<String>,
    /// What holds where it is absent.
    pub default: Option<String>,
}

/// An answer that the gateway gives itself.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// When it is given.
    pub description: String,
    /// Whether it says in `Retry-After` how long to wait.
    pub waits: bool,
}

/// An operation of a path item with what is told of it.
pub(super) fn with(root: &Node, item: &Node, operation: &Node, told: &Told) -> Node {
    let mut members = match &operation.kind {
        Kind::Object(object) => object.clone().into_members(),
        _ => return operation.clone(),
    };
    let span = operation.span;
    let parameters = parameters(root, item, operation, &told.parameters);
    if !parameters.is_empty() {
        set(&mut members, "parameters", Node { span, kind: Kind::Array(parameters) });
    }
    if !told.answers.is_empty() {
        let responses = responses(operation.get("responses"), span, &told.answers);
        set(&mut members, "responses", responses);
    }
    object(span, members)
}

/// The operation's own parameters, with those that are held to something, be they its own or the path item's.
fn parameters(root: &Node, item: &Node, operation: &Node, held: &[Parameter]) -> Vec<Node> {
    let listed = |of: &Node| of.get("parameters").and_then(Node::as_array).unwrap_or_default().to_vec();
    let mut parameters = listed(operation);
    let shared = listed(item);
    for held in held {
        let is = |node: &&Node| {
            let node = followed(root, node);
            let says = |key: &str| node.get(key).and_then(Node::as_str);
            says("name") == Some(&held.name) && says("in") == Some(held.place)
        };
        if let Some(at) = parameters.iter().position(|node| is(&node)) {
            parameters[at] = held_to(root, followed(root, &parameters[at]), held);
        } else if let Some(node) = shared.iter().find(is) {
            parameters.push(held_to(root, followed(root, node), held));
        }
    }
    parameters
}

/// A parameter with the values that it is held to. One without a schema stays as it is.
fn held_to(root: &Node, parameter: &Node, held: &Parameter) -> Node {
    let (Kind::Object(known), Some(schema)) = (&parameter.kind, parameter.get("schema")) else {
        return parameter.clone();
    };
    let span = parameter.span;
    let ty = followed(root, schema).get("type").and_then(Node::as_str).unwrap_or("string");
    let value = |text: &String| Node {
        span,
        kind: match ty {
            "integer" | "number" if text.parse::<f64>().is_ok() => Kind::Number(text.as_str().into()),
            "boolean" if matches!(text.as_str(), "true" | "false") => Kind::Bool(text == "true"),
            _ => Kind::String(text.as_str().into()),
        },
    };
    // Beside a reference nothing else counts in OpenAPI 3.0.
    let mut facets = match &schema.kind {
        Kind::Object(facets) if facets.get("$ref").is_none() => facets.clone().into_members(),
        _ => vec![member(span, "allOf", Node { span, kind: Kind::Array(vec![schema.clone()]) })],
    };
    if !held.values.is_empty() {
        set(&mut facets, "enum", Node { span, kind: Kind::Array(held.values.iter().map(value).collect()) });
    }
    let mut members = known.clone().into_members();
    if let Some(default) = &held.default {
        set(&mut facets, "default", value(default));
        if held.place != "path" {
            members.retain(|member| &*member.key != "required");
        }
    }
    set(&mut members, "schema", object(span, facets));
    object(span, members)
}

/// The declared answers and those of the gateway's own.
fn responses(declared: Option<&Node>, span: Span, answers: &[Answer]) -> Node {
    let mut members = match declared.map(|node| &node.kind) {
        Some(Kind::Object(declared)) => declared.clone().into_members(),
        _ => Vec::new(),
    };
    for answer in answers {
        let status = answer.status.to_string();
        let wait = || {
            let schema = object(span, vec![member(span, "type", text(span, "integer"))]);
            let said = text(span, "After how many seconds the call may be tried again.");
            object(span, vec![member(span, "description", said), member(span, "schema", schema)])
        };
        match members.iter_mut().find(|member| *member.key == *status).map(|member| &mut member.value) {
            None => {
                let mut response = vec![member(span, "description", text(span, &answer.description))];
                if answer.waits {
                    response.push(member(span, "headers", object(span, vec![member(span, "Retry-After", wait())])));
                }
                members.push(member(span, &status, object(span, response)));
            }
            Some(Node { kind: Kind::Object(response), .. }) if answer.waits && response.get("$ref").is_none() => {
                let mut changed = response.clone().into_members();
                let headers =
                    changed.iter_mut().find(|member| &*member.key == "headers").map(|member| &mut member.value);
                match headers {
                    Some(Node { kind: Kind::Object(headers), .. }) => {
                        let mut known = headers.clone().into_members();
                        if !known.iter().any(|header| header.key.eq_ignore_ascii_case("retry-after")) {
                            known.push(member(span, "Retry-After", wait()));
                        }
                        *headers = Object::new(known);
                    }
                    _ => set(&mut changed, "headers", object(span, vec![member(span, "Retry-After", wait())])),
                }
                *response = Object::new(changed);
            }
            Some(_) => {}
        }
    }
    object(span, members)
}

/// What a reference leads to.
fn followed<'n>(root: &'n Node, node: &'n Node) -> &'n Node {
    let mut node = node;
    // A chain of references ends, or leads round; what is read was followed before.
    for _ in 0..32 {
        let Some(found) = node.get("$ref").and_then(Node::as_str).and_then(|to| resolve(root, to)) else { break };
        node = found;
    }
    node
}

fn set(members: &mut Vec<Member>, key: &str, value: Node) {
    match members.iter_mut().find(|member| &*member.key == key) {
        Some(known) => known.value = value,
        None => members.push(member(value.span, key, value)),
    }
}

fn member(span: Span, key: &str, value: Node) -> Member {
    Member { key: key.into(), key_span: span, value }
}

fn object(span: Span, members: Vec<Member>) -> Node {
    Node { span, kind: Kind::Object(Object::new(members)) }
}

fn text(span: Span, text: &str) -> Node {
    Node { span, kind: Kind::String(text.into()) }
}
