//! Parameters that travel in the path, the query or a header.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Kind, Member, Node};

use super::build::{member, object, text, truth};
use super::schema::{Schemas, beside_value, pointed};
use super::{Upgrade, reference};

/// The parameters of a path or an operation, sorted by what becomes of them.
#[derive(Clone, Default)]
pub(super) struct Parameters<'n> {
    /// Those that stay parameters, in the words of OpenAPI 3.0.
    pub(super) plain: Vec<Node>,
    /// Those that are the body.
    pub(super) body: Vec<&'n Node>,
    /// Those that are fields of a form.
    pub(super) form: Vec<&'n Node>,
}

impl<'n> Upgrade<'n, '_> {
    /// Sorts a list of parameters.
    pub(super) fn parameters(&mut self, list: Option<&'n Node>) -> Parameters<'n> {
        let mut sorted = Parameters::default();
        for item in list.and_then(Node::as_array).unwrap_or_default() {
            let found = self.followed(item);
            match found.get("in").and_then(Node::as_str) {
                Some("body") => sorted.body.push(found),
                Some("formData") => sorted.form.push(found),
                _ => {
                    let shared = reference(item).is_some_and(|text| text.starts_with("#/parameters/"));
                    let plain = if shared || reference(found).is_some() { referred(item) } else { self.plain(found) };
                    sorted.plain.push(plain);
                }
            }
        }
        sorted
    }

    /// The parameters that the document shares, but for bodies and fields of forms, which stand where they are used.
    pub(super) fn shared_parameters(&mut self, node: &'n Node) -> Node {
        let Some(found) = node.as_object() else { return node.clone() };
        let stay = |member: &&Member| {
            let place = self.followed(&member.value).get("in").and_then(Node::as_str);
            !matches!(place, Some("body" | "formData"))
        };
        let members: Vec<&Member> = found.iter().filter(stay).collect();
        let changed = members.into_iter().map(|member| {
            let value = match reference(&member.value) {
                Some(_) => referred(&member.value),
                None => self.plain(&member.value),
            };
            Member { value, ..member.clone() }
        });
        let changed = changed.collect();
        object(node.span, changed)
    }

    fn plain(&mut self, node: &'n Node) -> Node {
        let Some(place) = node.get("in").and_then(Node::as_str) else { return node.clone() };
        let mut members = beside_value(node);
        let mut schema = self.schemas.of_value(node);
        if is_array(node) {
            match style(place, node.get("collectionFormat").and_then(Node::as_str).unwrap_or("csv")) {
                Some((style, explode)) => {
                    let at = node.get("collectionFormat").map_or(node.span, |found| found.span);
                    members.push(member("style", at, text(style, at)));
                    members.push(member("explode", at, truth(explode, at)));
                }
                None => {
                    self.unsaid_format(node);
                    schema = Schemas::any_text(node.span);
                }
            }
        }
        members.push(member("schema", node.span, schema));
        object(node.span, members)
    }

    /// Says that the items of an array stand apart by what OpenAPI 3.0 has no style for.
    pub(super) fn unsaid_format(&mut self, node: &Node) {
        let at = node.get("collectionFormat").map_or(node.span, |found| found.span);
        let name = node.get("name").and_then(Node::as_str).unwrap_or_default();
        let message = format!("the items of `{name}` are not checked, since this `collectionFormat` has no style");
        self.diagnostics.push(Diagnostic::at(Code::GW0210, at, message).words("taken as one text"));
    }
}

/// A reference to a parameter as it is, to where the parameter stands now.
fn referred(node: &Node) -> Node {
    let Kind::Object(members) = &node.kind else { return node.clone() };
    let members = members.iter().map(|found| match &*found.key {
        "$ref" => Member { value: pointed(&found.value), ..found.clone() },
        _ => found.clone(),
    });
    object(node.span, members.collect())
}

pub(super) fn is_array(node: &Node) -> bool {
    node.get("type").and_then(Node::as_str) == Some("array")
}

/// `style` and `explode` that mean what a `collectionFormat` means at its place; `None` where none does.
pub(super) fn style(place: &str, format: &str) -> Option<(&'static str, bool)> {
    Some(match (place, format) {
        ("query" | "formData", "csv") => ("form", false),
        ("query" | "formData", "multi") => ("form", true),
        ("query" | "formData", "ssv") => ("spaceDelimited", false),
        ("query" | "formData", "pipes") => ("pipeDelimited", false),
        ("path" | "header", "csv") => ("simple", false),
        _ => return None,
    })
}
