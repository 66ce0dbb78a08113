//! From the path that a document writes to the template of a route, and which operations share one.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::Document;

use super::blank;
use super::operation::Found;

/// The template of a path: parameters as `{name}`, those across segments as `{*name}`, and without a fragment, which no
/// request carries (RFC 9110 section 7.1). `across` says of a name whether the document marks it as such.
///
/// Published paths write more than OpenAPI has: a parameter across segments as `{name+}`, `{+name}` or `{name:.*}`, a
/// pattern behind the name, and the query as `{?name}` or with parameters in it.
pub(super) fn template(path: &str, across: impl Fn(&str) -> bool) -> String {
    let mut template = String::new();
    let mut rest = path;
    while let Some(open) = rest.find(['{', '#']) {
        template.push_str(&rest[..open]);
        rest = &rest[open..];
        if rest.starts_with('#') {
            rest = "";
        }
        // A brace that nothing closes is a character as any other.
        let Some((inside, behind)) = rest.strip_prefix('{').and_then(braces) else { break };
        rest = behind;
        if inside.starts_with(['?', '&', '#']) {
            continue;
        }
        let (name, marked) = parameter(inside);
        let whole = template.ends_with('/') && (marked || across(name));
        template.push_str(if whole { "{*" } else { "{" });
        template.push_str(name);
        template.push('}');
    }
    template.push_str(rest.split('#').next().unwrap_or_default());
    match template.split_once('?') {
        Some((path, query)) => fixed(path, query),
        None => template,
    }
}

/// What stands in braces, which may hold braces, and what is behind them.
fn braces(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_u32;
    for (at, char) in text.char_indices() {
        match char {
            '{' => depth += 1,
            '}' if depth == 0 => return Some((&text[..at], &text[at + 1..])),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The name of a parameter, and whether it may be several segments.
fn parameter(inside: &str) -> (&str, bool) {
    if let Some((name, pattern)) = inside.split_once('=') {
        return (name, pattern.contains('/') || pattern.contains("**"));
    }
    let (name, pattern) = inside.split_once(':').unwrap_or((inside, ""));
    let bare = name.trim_start_matches(['*', '+']).trim_end_matches(['*', '+']);
    (bare, bare.len() < name.len() || pattern == "path" || pattern.starts_with('.'))
}

/// A path with those parts of its query that are the same for every call.
fn fixed(path: &str, query: &str) -> String {
    let pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.contains('{')).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// Puts operations together whose routes are the same: the one without a fragment, else that whose id comes first, with
/// the others as its variants. A call to it is right if it is right for any of them.
pub(super) fn shared<'d>(
    found: Vec<Found<'d>>,
    document: &Document<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Found<'d>> {
    let mut routes: BTreeMap<(&str, String), Vec<Found<'d>>> = BTreeMap::new();
    for one in found {
        routes.entry((one.method, blank(&one.route))).or_default().push(one);
    }
    let mut mains = Vec::new();
    for mut found in routes.into_values() {
        found.sort_by(|a, b| (a.path.contains('#'), &a.id).cmp(&(b.path.contains('#'), &b.id)));
        let mut found = found.into_iter();
        let Some(mut main) = found.next() else { continue };
        for variant in found {
            let message = format!("`{}` and `{}` have the same route", variant.id, main.id);
            let words = format!("calls count as `{}`, and pass where either lets them", main.id);
            let span = document.key_span(&variant.pointer);
            let first = document.key_span(&main.pointer);
            diagnostics.push(Diagnostic::at(Code::GW0517, span, message).words(words).label(first, "this one"));
            main.variants.push(variant);
        }
        mains.push(main);
    }
    mains.sort_by(|a, b| a.id.cmp(&b.id));
    mains
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_templates() {
        for (path, expected) in [
            ("/a/{b}", "/a/{b}"),
            ("/a/{path}/c", "/a/{*path}/c"),
            ("/a/x{path}", "/a/x{path}"),
            ("/{proxy+}", "/{*proxy}"),
            ("/{+name}:run", "/{*name}:run"),
            ("/{*rest}", "/{*rest}"),
            ("/{id:[0-9]{3}}/x", "/{id}/x"),
            ("/{file:.*}", "/{*file}"),
            ("/{model_id:path}/x", "/{*model_id}/x"),
            ("/{name=projects/*/jobs/*}", "/{*name}"),
            ("/{name=*}", "/{name}"),
            ("/a#copy", "/a"),
            ("/#X-Target={b}", "/"),
            ("/a?x=1#copy", "/a?x=1"),
            ("/a{?limit,offset}", "/a"),
            ("/a?x=1&y={y}&z", "/a?x=1&z"),
            ("/a?y={y}", "/a"),
            ("/a/", "/a/"),
            ("/a/{b", "/a/{b"),
        ] {
            assert_eq!(template(path, |name| name == "path"), expected, "{path}");
        }
    }
}
