//! Overlays: a list of edits to a document (OpenAPI Overlay Specification 1.0 and 1.1).
//!
//! What an edit brings keeps the place that it has in the overlay's file. This module never asks what a key means in
//! the document.

mod edit;
mod jsonpath;
mod select;
#[cfg(test)]
mod tests;

use self::jsonpath::Path;
use super::{MAX_DEPTH, Node, Span};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};

/// Applies the actions of an overlay, one after the other, and gives the document as it is then.
///
/// An action with an error is left out, and the others still run. An action that selects nothing is a warning.
/// `extends` is not followed: the caller has chosen the document.
pub fn apply(mut document: Node, overlay: &Node, diagnostics: &mut Diagnostics) -> Node {
    let Some(actions) = actions(overlay, diagnostics) else { return document };
    let mut brought = 0;
    for action in actions {
        match read(action, diagnostics) {
            Ok(action) => perform(&mut document, &action, &mut brought, diagnostics),
            Err(problem) => diagnostics.push(*problem),
        }
    }
    document
}

/// An action that is well-formed.
struct Action<'a> {
    target: Path,
    target_span: Span,
    what: What<'a>,
}

enum What<'a> {
    Update(&'a Node),
    Copy(Path, Span),
    Remove,
}

fn actions<'a>(overlay: &'a Node, diagnostics: &mut Diagnostics) -> Option<&'a [Node]> {
    let mut malformed = |span, message: &str| {
        diagnostics.push(Diagnostic::at(Code::GW0115, span, message));
    };
    if overlay.as_object().is_none() {
        malformed(overlay.span, "an overlay is an object");
        return None;
    }
    match overlay.get("overlay") {
        Some(version) if version.as_str().is_some_and(|text| text.starts_with("1.0.") || text.starts_with("1.1.")) => {}
        Some(version) => malformed(version.span, "the version of an overlay is the text \"1.0.x\" or \"1.1.x\""),
        None => malformed(overlay.span, "the key `overlay` with the version is missing"),
    }
    if overlay.get("info").is_none_or(|info| info.as_object().is_none()) {
        malformed(overlay.span, "the key `info` with `title` and `version` is missing");
    }
    match overlay.get("actions").map(|actions| (actions, actions.as_array())) {
        Some((_, Some(actions))) => Some(actions),
        Some((other, None)) => {
            malformed(other.span, "`actions` is a list");
            None
        }
        None => {
            malformed(overlay.span, "the key `actions` is missing");
            None
        }
    }
}

const KEYS: [&str; 5] = ["target", "description", "update", "remove", "copy"];

fn read<'a>(action: &'a Node, diagnostics: &mut Diagnostics) -> Result<Action<'a>, Box<Diagnostic>> {
    let malformed = |span, message: &str| Box::new(Diagnostic::at(Code::GW0115, span, message));
    let Some(object) = action.as_object() else { return Err(malformed(action.span, "an action is an object")) };
    for member in object.iter().filter(|member| !KEYS.contains(&&*member.key) && !member.key.starts_with("x-")) {
        let unknown = Diagnostic::at(
            Code::GW0115,
            member.key_span,
            format!("an action has no key `{}`", member.key.escape_debug()),
        );
        diagnostics.push(match did_you_mean(&member.key, KEYS) {
            Some(key) => unknown.help(format!("did you mean `{key}`?")),
            None => unknown.help(format!("the keys are {}", KEYS.join(", "))),
        });
    }
    let Some(target) = object.get("target") else { return Err(malformed(action.span, "an action needs a `target`")) };
    let what = match (object.get("remove"), object.get("update"), object.get("copy")) {
        (Some(remove), _, _) if remove.as_bool().is_none() => {
            return Err(malformed(remove.span, "`remove` is true or false"));
        }
        (Some(remove), _, _) if remove.as_bool() == Some(true) => What::Remove,
        (_, Some(update), None) => What::Update(update),
        (_, None, Some(copy)) => What::Copy(path(copy)?, copy.span),
        (_, Some(_), Some(copy)) => return Err(malformed(copy.span, "an action has either `update` or `copy`")),
        (_, None, None) => return Err(malformed(action.span, "an action needs one of `update`, `remove` and `copy`")),
    };
    Ok(Action { target: path(target)?, target_span: target.span, what })
}

fn path(node: &Node) -> Result<Path, Box<Diagnostic>> {
    let Some(text) = node.as_str() else {
        return Err(Diagnostic::at(Code::GW0116, node.span, "a JSONPath is a text").into());
    };
    Path::parse(text).map_err(|error| {
        // The characters of the path are those of the file unless something is escaped or folded.
        let length = (node.span.end - node.span.start) as usize;
        let quote = length.saturating_sub(text.len()) / 2;
        let span = if length == text.len() || length == text.len() + 2 {
            let start = node.span.start as usize + quote + error.at;
            let width = text[error.at..].chars().next().map_or(0, char::len_utf8);
            Span::new(node.span.file, start, start + width)
        } else {
            node.span
        };
        Diagnostic::at(Code::GW0116, span, error.message)
            .help("a path looks like $.paths['/pets'].get (RFC 9535)")
            .into()
    })
}

fn perform(document: &mut Node, action: &Action<'_>, brought: &mut usize, diagnostics: &mut Diagnostics) {
    let Ok(found) = select::select(document, &action.target) else {
        diagnostics.push(too_costly(action.target_span));
        return;
    };
    if found.is_empty() {
        diagnostics.push(
            Diagnostic::at(Code::GW0117, action.target_span, "this target selects nothing, so the action does nothing")
                .help("compare it with the document; names are case-sensitive"),
        );
        return;
    }
    let update = match &action.what {
        What::Remove => {
            if let Err(problem) = edit::remove(document, &found, action.target_span) {
                diagnostics.push(*problem);
            }
            return;
        }
        What::Update(update) => (*update).clone(),
        What::Copy(source, span) => match select::select(document, source).as_deref() {
            Ok([one]) => match edit::at(document, one) {
                Some(node) => node.clone(),
                None => return,
            },
            Ok(several) => {
                let message = format!("the source of a copy selects {} values instead of one", several.len());
                diagnostics.push(Diagnostic::at(Code::GW0118, *span, message));
                return;
            }
            Err(select::TooCostly) => {
                diagnostics.push(too_costly(*span));
                return;
            }
        },
    };
    edit::update(document, &found, &update, action.target_span, brought, diagnostics);
}

fn too_costly(span: Span) -> Diagnostic {
    Diagnostic::at(Code::GW0116, span, "this path takes too many steps on this document")
        .help("name the way from the root instead of `..`")
}
