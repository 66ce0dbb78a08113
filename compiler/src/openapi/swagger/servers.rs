//! `host`, `basePath`, `schemes` and Azure's `x-ms-parameterized-host` as servers.

use crate::source::{Member, Node, Span};

use super::Upgrade;
use super::build::{array, member, object, text};

/// The `servers` of the document; none where nothing is said of where it is served.
pub(super) fn of(upgrade: &Upgrade<'_, '_>) -> Option<Member> {
    let root = upgrade.root;
    let base = root.get("basePath").and_then(Node::as_str).unwrap_or_default();
    let base = base.trim_end_matches('/');
    if let Some(host) = root.get("x-ms-parameterized-host")
        && let Some(template) = host.get("hostTemplate")
        && let Some(written) = template.as_str()
    {
        let prefixed = host.get("useSchemePrefix").and_then(Node::as_bool).unwrap_or(true);
        let scheme = schemes(root).first().filter(|_| prefixed).map(|scheme| format!("{scheme}://"));
        let url = format!("{}{}{base}", scheme.unwrap_or_default(), written.trim_end_matches('/'));
        return Some(list(template.span, vec![server(&url, template.span, variables(upgrade, host))]));
    }
    let Some((host, span)) = root.get("host").and_then(|found| Some((found.as_str()?, found.span))) else {
        let span = root.get("basePath")?.span;
        let relative = if base.is_empty() { "/" } else { base };
        return Some(list(span, vec![server(relative, span, None)]));
    };
    let host = host.trim_end_matches('/');
    // Some write the scheme into the host.
    if host.contains("://") {
        return Some(list(span, vec![server(&format!("{host}{base}"), span, None)]));
    }
    let urls = schemes(root).into_iter().map(|scheme| server(&format!("{scheme}://{host}{base}"), span, None));
    Some(list(span, urls.collect()))
}

/// The schemes that a gateway can speak, the safe one first; `https` where none is named.
fn schemes(root: &Node) -> Vec<&str> {
    let named = root.get("schemes").and_then(Node::as_array).unwrap_or_default();
    let mut named: Vec<&str> =
        named.iter().filter_map(Node::as_str).filter(|scheme| matches!(*scheme, "http" | "https")).collect();
    named.sort_unstable_by(|one, other| other.cmp(one));
    named.dedup();
    if named.is_empty() { vec!["https"] } else { named }
}

fn list(span: Span, servers: Vec<Node>) -> Member {
    member("servers", span, array(span, servers))
}

fn server(url: &str, span: Span, variables: Option<Member>) -> Node {
    let mut members = vec![member("url", span, text(url, span))];
    members.extend(variables);
    object(span, members)
}

/// The parameters of a host's template.
fn variables(upgrade: &Upgrade<'_, '_>, host: &Node) -> Option<Member> {
    let found = host.get("parameters")?;
    let variables = found.as_array()?.iter().filter_map(|parameter| {
        let parameter = upgrade.followed(parameter);
        let name = parameter.get("name")?;
        let empty = text("", parameter.span);
        let default = parameter.get("default").cloned().unwrap_or(empty);
        let mut members = vec![member("default", parameter.span, default)];
        members.extend(super::build::only(parameter, &["description", "enum"]));
        Some(member(name.as_str()?, name.span, object(parameter.span, members)))
    });
    let variables = super::distinct(variables.collect());
    Some(member("variables", found.span, object(found.span, variables)))
}
