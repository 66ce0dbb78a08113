//! What a document describes and a gateway does not serve: calls in the other direction, and hints for clients.

use openapiv3::PathItem;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Node, Object, Span};

use super::Document;
use super::reader::{At, Reader};

/// Says, once for each kind, what is not served, and whether anything is.
pub(super) fn say<'n>(reader: &mut Reader<'n, '_>, top: &At<'n>, document: &Document<'n>) {
    if let Some(webhooks) = top.node.as_object().and_then(|object| object.member("webhooks")) {
        let count = webhooks.value.as_object().map_or(0, Object::len);
        not_served(reader, count, webhooks.key_span, "webhook", "the backend calls them, not the gateway's callers");
    }
    let (mut callbacks, mut links) = (Vec::new(), Vec::new());
    let items = top.node.get("paths").and_then(Node::as_object).into_iter().flat_map(Object::sorted);
    for item in items {
        for operation in item.value.as_object().into_iter().flat_map(Object::sorted) {
            callbacks.extend(named(&operation.value, "callbacks"));
            let responses = operation.value.get("responses").and_then(Node::as_object);
            for response in responses.into_iter().flat_map(Object::sorted) {
                links.extend(named(&response.value, "links"));
            }
        }
    }
    if let Some((span, _)) = callbacks.first() {
        let count = callbacks.iter().map(|(_, count)| count).sum();
        not_served(reader, count, *span, "callback", "the backend calls them, not the gateway's callers");
    }
    if let Some((span, _)) = links.first() {
        let count = links.iter().map(|(_, count)| count).sum();
        not_served(reader, count, *span, "link", "they tell clients what to call next, and change no call");
    }
    let some = document.api.paths.paths.values().filter_map(|item| item.as_item()).any(has_operations);
    if !some && document.further.is_empty() {
        let members = top.node.as_object();
        let found = members.and_then(|members| members.member("paths").or_else(|| members.member("openapi")));
        let span = found.map_or(top.node.span, |member| member.key_span);
        let diagnostic = Diagnostic::at(Code::GW0213, span, "this document has no operations")
            .words("the gateway serves nothing of this API");
        reader.say(diagnostic);
    }
}

fn has_operations(item: &PathItem) -> bool {
    item.iter().next().is_some()
}

/// The place of a member and how many things are in it; none where it is empty.
fn named(node: &Node, key: &str) -> Option<(Span, usize)> {
    let member = node.as_object()?.member(key)?;
    let count = member.value.as_object()?.len();
    (count > 0).then_some((member.key_span, count))
}

fn not_served(reader: &mut Reader<'_, '_>, count: usize, span: Span, what: &str, words: &str) {
    if count > 0 {
        let plural = if count == 1 { "" } else { "s" };
        let message = format!("{count} {what}{plural} described here, not served");
        reader.say(Diagnostic::at(Code::GW0212, span, message).words(words));
    }
}
