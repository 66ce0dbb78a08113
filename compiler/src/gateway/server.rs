//! Backends, and which one an API's calls go to: `--server-url` beats `backend:`, which beats the spec's first server
//! with its variables filled.

use openapiv3::Server as Declared;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::openapi::Document;
use crate::policy::model::{self, ApiSource};
use crate::source::Span;

use super::api::Linking;
use super::names::snake;
use super::operation::Found;
use super::values::{literal, words};
use super::{Backend, Piece, Server, Target, Words};

/// The field of the backend that an API's calls go to. A URL that is the API's own becomes a backend under its name.
pub(super) fn of_api(
    linking: &Linking<'_>,
    document: Option<&Document<'_>>,
    backends: &mut Vec<Backend>,
    diagnostics: &mut Diagnostics,
) -> String {
    let api = linking.api;
    let own_url = match &api.source {
        ApiSource::OpenAi { url } => url.as_ref().map(|url| (url, "`openai`")),
        ApiSource::Passthrough { url } => url.as_ref().map(|url| (url, "the passthrough")),
        ApiSource::Spec(_) => None,
    };
    let overrules = |by: &str, diagnostics: &mut Diagnostics| {
        variables_unused(api, by, diagnostics);
        if let Some((url, of)) = own_url {
            let message = format!("{by} overrules the URL of {of}");
            diagnostics.push(Diagnostic::at(Code::GW0502, url.span, message).words("not used"));
        }
    };
    let named = api.backend.as_ref().and_then(|backend| linking.file.backends.get(&backend.value));
    if let Some(url) = linking.overrides.server_urls.get(&api.name.value) {
        if let Some(backend) = named {
            let place = match &backend.target {
                model::Target::Server(server) => server.url.span,
                model::Target::Pool(_) => backend.name.span,
            };
            let message = format!("`--server-url` overrules the URL of the backend `{}`", backend.name.value);
            diagnostics.push(
                Diagnostic::at(Code::GW0502, place, message)
                    .words("not used by this API; the rest of the backend is")
                    .label(url.span, "used instead"),
            );
        }
        overrules("`--server-url`", diagnostics);
        let template = backends.iter().find(|backend| named.is_some_and(|named| named.name.value == backend.name));
        let template = template.and_then(|backend| match &backend.target {
            Target::Server(server) => Some(server.clone()),
            // A pool has no settings that one server could have.
            Target::Pool(_) | Target::ByModel { .. } => None,
        });
        return own(api, literal(url.value.trim_end_matches('/')), template, backends);
    }
    if let Some(backend) = named {
        overrules("`backend:`", diagnostics);
        return snake(&backend.name.value);
    }
    match (&api.source, document) {
        (ApiSource::OpenAi { url: Some(url) } | ApiSource::Passthrough { url: Some(url) }, _) => {
            own(api, words(url), None, backends)
        }
        (ApiSource::Spec(_), Some(document)) => match from_spec(api, document, diagnostics) {
            Some(url) => own(api, url, None, backends),
            None => String::new(),
        },
        _ => String::new(),
    }
}

/// Adds a backend under the API's name.
fn own(api: &model::Api, url: Words, template: Option<Server>, backends: &mut Vec<Backend>) -> String {
    let name = api.name.value.clone();
    let mut ident = snake(&name);
    while backends.iter().any(|backend| backend.ident == ident) {
        ident.push_str("_server");
    }
    let target = match template {
        Some(template) => Server { url, ..template },
        None => Server::at(url),
    };
    backends.push(Backend { name, ident: ident.clone(), target: Target::Server(target) });
    ident
}

fn variables_unused(api: &model::Api, by: &str, diagnostics: &mut Diagnostics) {
    if let Some(value) = api.server_variables.values().next() {
        let message = format!("{by} overrules `server-variables`");
        diagnostics.push(Diagnostic::at(Code::GW0502, value.span, message).words("not used").help("remove them"));
    }
}

/// The first server of the document with its variables filled.
fn from_spec(api: &model::Api, document: &Document<'_>, diagnostics: &mut Diagnostics) -> Option<Words> {
    let Some(server) = document.api.servers.first() else {
        let diagnostic = Diagnostic::at(Code::GW0503, api.name.span, "nothing says where the calls of this API go")
            .label(document.key_span("#/paths"), "this spec names no server")
            .help("give the API a `backend:`, or pass `--server-url`");
        diagnostics.push(diagnostic);
        return None;
    };
    let span = document.span("#/servers/0/url");
    let declared = server.variables.clone().unwrap_or_default();
    for (name, value) in &api.server_variables {
        let used = |server: &Declared| {
            server.variables.iter().any(|declared| declared.contains_key(name))
                || server.url.contains(&format!("{{{name}}}"))
        };
        if !used(server) && !below(document).any(used) {
            let mut diagnostic =
                Diagnostic::at(Code::GW0504, value.span, format!("the server has no variable `{name}`"))
                    .label(span, "this is its URL");
            if let Some(close) = did_you_mean(name, declared.keys().map(String::as_str)) {
                diagnostic = diagnostic.help(format!("did you mean `{close}`?"));
            }
            diagnostics.push(diagnostic);
        }
    }
    filled(api, server, span).map_err(|diagnostic| diagnostics.push(*diagnostic)).ok()
}

/// The servers of paths and operations.
fn below<'d>(document: &'d Document<'_>) -> impl Iterator<Item = &'d Declared> {
    let items = document.api.paths.paths.values().filter_map(|item| item.as_item());
    items.flat_map(|item| item.servers.iter().chain(item.iter().flat_map(|(_, operation)| &operation.servers)))
}

/// The absolute URL of a server with its variables filled; else what is wrong with it.
fn filled(api: &model::Api, server: &Declared, span: Span) -> Result<Words, Box<Diagnostic>> {
    let declared = server.variables.as_ref();
    let mut pieces = Vec::new();
    let mut rest = server.url.as_str();
    while let Some((before, behind)) = rest.split_once('{') {
        push(&mut pieces, before);
        let Some((name, behind)) = behind.split_once('}') else { break };
        rest = behind;
        match (api.server_variables.get(name), declared.and_then(|declared| declared.get(name))) {
            (Some(value), _) => pieces.extend(words(&value.value).0),
            (None, Some(variable)) if !variable.default.is_empty() && !variable.default.contains('{') => {
                push(&mut pieces, &variable.default);
            }
            _ => {
                let message = format!("the variable `{name}` of the server's URL has no value");
                let help = format!(
                    "set `server-variables: {{ {name}: ... }}` on the API, give it a `backend:`, or pass `--server-url`"
                );
                let diagnostic = Diagnostic::at(Code::GW0504, span, message).label(api.name.span, "calls of this API");
                return Err(diagnostic.help(help).into());
            }
        }
    }
    push(&mut pieces, rest);
    let mut pieces = joined(pieces);
    if let Some(Piece::Literal(last)) = pieces.last_mut() {
        *last = last.trim_end_matches('/').to_owned();
    }
    let absolute = match pieces.first() {
        Some(Piece::Literal(first)) => first.starts_with("http://") || first.starts_with("https://"),
        Some(Piece::NamedValue(_) | Piece::Expression(_)) => true,
        None => false,
    };
    if !absolute {
        let message = "the server's URL is relative, so nothing says where calls go";
        let help = "give the API a `backend:`, or pass `--server-url`";
        let diagnostic = Diagnostic::at(Code::GW0503, span, message).label(api.name.span, "calls of this API");
        return Err(diagnostic.help(help).into());
    }
    Ok(Words(pieces))
}

/// The field of the backend that an operation's calls go to where that is another than the API's: the first of its own
/// servers, or of its path's. Where something else than the document says where the API's calls go, so it does of these.
/// `known` are the URLs that became backends for other operations.
pub(super) fn of_operation(
    linking: &Linking<'_>,
    found: &Found<'_>,
    document: &Document<'_>,
    backends: &mut Vec<Backend>,
    known: &mut Vec<(Words, String)>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let api = linking.api;
    let server = found.servers.first()?;
    let span = document.key_span(&found.pointer);
    let ignored = |why: String| {
        let message = format!("`{} {}` has a server of its own, which is not followed", found.method, found.path);
        Diagnostic::at(Code::GW0516, span, message).words(why)
    };
    let root = document.api.servers.first();
    if root.is_some_and(|root| root.url.trim_end_matches('/') == server.url.trim_end_matches('/')) {
        return None;
    }
    if api.backend.is_some() || linking.overrides.server_urls.contains_key(&api.name.value) {
        let message = format!("`{} {}` has a server of its own, which is overruled", found.method, found.path);
        let diagnostic = Diagnostic::at(Code::GW0502, span, message).words("all calls of the API go to its backend");
        diagnostics.push(diagnostic);
        return None;
    }
    let url = match filled(api, server, span) {
        Ok(url) => url,
        Err(wrong) => {
            diagnostics.push(ignored(wrong.message));
            return None;
        }
    };
    if root.is_some_and(|root| filled(api, root, span).is_ok_and(|root| root == url)) {
        return None;
    }
    if let Some((_, ident)) = known.iter().find(|(known, _)| *known == url) {
        return Some(ident.clone());
    }
    let texts = url.0.iter().map(|piece| match piece {
        Piece::Literal(text) => text.trim_start_matches("https://"),
        Piece::NamedValue(name) => name,
        Piece::Expression(dynamic) => &dynamic.written.source,
    });
    let host = snake(&texts.collect::<Vec<_>>().join("-")).replace('_', "-");
    let name = format!("{}-{host}", api.name.value);
    let mut ident = snake(&name);
    while backends.iter().any(|backend| backend.ident == ident) {
        ident.push_str("_server");
    }
    known.push((url.clone(), ident.clone()));
    backends.push(Backend { name, ident: ident.clone(), target: Target::Server(Server::at(url)) });
    Some(ident)
}

fn push(pieces: &mut Vec<Piece>, text: &str) {
    if !text.is_empty() {
        pieces.push(Piece::Literal(text.to_owned()));
    }
}

/// No two literals side by side.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (joined.last_mut(), piece) {
            (Some(Piece::Literal(last)), Piece::Literal(text)) => last.push_str(&text),
            (_, piece) => joined.push(piece),
        }
    }
    joined
}
