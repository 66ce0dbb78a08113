//! Security definitions as security schemes.

use crate::source::{Member, Node};

use super::build::{member, object, only, text, without};

/// One security definition as a security scheme of OpenAPI 3.0.
pub(super) fn scheme(node: &Node) -> Node {
    let Some(kind) = node.get("type") else { return node.clone() };
    let mut members = without(node, &["type", "flow", "authorizationUrl", "tokenUrl", "scopes"]);
    match kind.as_str() {
        Some("basic") => {
            members.push(member("type", kind.span, text("http", kind.span)));
            members.push(member("scheme", kind.span, text("basic", kind.span)));
        }
        Some("oauth2") => {
            members.push(member("type", kind.span, kind.clone()));
            members.push(flows(node));
        }
        _ => return node.clone(),
    }
    object(node.span, members)
}

fn flows(node: &Node) -> Member {
    let at = node.get("flow").map_or(node.span, |flow| flow.span);
    let name = match node.get("flow").and_then(Node::as_str) {
        Some("application") => "clientCredentials",
        Some("accessCode") => "authorizationCode",
        Some("password") => "password",
        _ => "implicit",
    };
    let mut flow = only(node, &["authorizationUrl", "tokenUrl", "scopes"]);
    if node.get("scopes").is_none() {
        flow.push(member("scopes", at, object(at, Vec::new())));
    }
    member("flows", at, object(at, vec![member(name, at, object(at, flow))]))
}
