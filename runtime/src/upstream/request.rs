//! The head of a request as the backend gets it, and of an answer as the caller gets it.

use std::borrow::Cow;

use http::header::{self, HeaderName};
use http::uri::{InvalidUri, PathAndQuery};
use http::{HeaderMap, HeaderValue, Uri};

use crate::call::Forwarded;
use crate::header::bears;
use crate::text::percent_encode;

/// Whether a header speaks of one connection and not of the message (RFC 9110, section 7.6.1).
fn is_hop_by_hop(name: &str) -> bool {
    matches!(
        name,
        "connection"
            | "keep-alive"
            | "proxy-connection"
            | "proxy-authenticate"
            | "te"
            | "transfer-encoding"
            | "upgrade"
    )
}

/// Whether a header is for the gateway alone. The framing headers are left to the connection, which knows the body;
/// `Expect` was answered when the body was first read.
fn stays_behind(name: &str) -> bool {
    matches!(name, "content-length" | "expect" | "proxy-authorization")
}

/// Takes out some headers. Few messages bear any, so that one pass over the names is cheaper than a look-up of each.
fn strip(headers: &mut HeaderMap, which: fn(&str) -> bool) {
    while let Some(name) = headers.keys().find(|name| which(name.as_str())).cloned() {
        headers.remove(name);
    }
}

/// Takes out the headers of the hop, those that `Connection` names among them.
pub(crate) fn strip_hop_by_hop(headers: &mut HeaderMap) {
    if bears(headers, &header::CONNECTION) {
        for name in named_by_connection(headers) {
            headers.remove(name);
        }
    }
    strip(headers, is_hop_by_hop);
}

/// Whether a `Connection` names headers: most say nothing but whether the connection is to stay open.
pub(crate) fn names_headers(connection: &HeaderValue) -> bool {
    let value = connection.as_bytes();
    !value.eq_ignore_ascii_case(b"keep-alive") && !value.eq_ignore_ascii_case(b"close")
}

/// Takes out the headers that a caller's `Connection` names, before any policy runs: later they could be ones that the
/// gateway has set. What frames and routes the message, and whom it came from, is never of the hop.
#[cold]
pub(crate) fn strip_named(headers: &mut HeaderMap) {
    let routes = |name: &HeaderName| {
        *name == header::HOST || *name == header::FORWARDED || name.as_str().starts_with("x-forwarded-")
    };
    for name in named_by_connection(headers) {
        if !is_hop_by_hop(name.as_str()) && !stays_behind(name.as_str()) && !routes(&name) {
            headers.remove(name);
        }
    }
}

/// The headers that `Connection` says are of the hop.
fn named_by_connection(headers: &HeaderMap) -> Vec<HeaderName> {
    let lists = headers.get_all(header::CONNECTION).iter().filter_map(|value| value.to_str().ok());
    lists
        .flat_map(|list| list.split(','))
        .filter_map(|name| HeaderName::from_bytes(name.trim().as_bytes()).ok())
        .collect()
}

/// The headers that go to the backend, of a caller's that [`strip_named`] has seen: in one map that is large enough, since
/// a second, larger one costs more than all of the copying.
pub(crate) fn outgoing_headers(
    caller: &HeaderMap,
    forwarded: Forwarded<'_>,
    host: &HeaderValue,
    credentials: &[(HeaderName, HeaderValue)],
) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(caller.len() + Forwarded::MOST + credentials.len());
    headers.insert(header::HOST, host.clone());
    let (mut wants_trailers, mut named) = (false, None);
    for (name, value) in caller {
        match name.as_str() {
            // Of several, which is refused anyway, the first.
            "host" => named = named.or(Some(value)),
            "te" => wants_trailers |= asks_for_trailers(value),
            text if is_hop_by_hop(text) || stays_behind(text) => {}
            _ => drop(headers.append(name, value.clone())),
        }
    }
    forwarded.set(&mut headers, named);
    if wants_trailers {
        headers.insert(header::TE, HeaderValue::from_static("trailers"));
        headers.insert(header::CONNECTION, HeaderValue::from_static("te"));
    }
    for (name, value) in credentials {
        headers.insert(name.clone(), value.clone());
    }
    headers
}

fn asks_for_trailers(te: &HeaderValue) -> bool {
    te.to_str().is_ok_and(|value| value.split(',').any(|coding| coding.trim().eq_ignore_ascii_case("trailers")))
}

/// The request target: the backend's base path, the call's path, and its query with the credentials (name and value,
/// both percent-encoded) in place of what the caller sent under the same names.
pub(crate) fn target(
    base: &str,
    path: &str,
    query: Option<&str>,
    credentials: &[(String, String)],
) -> Result<Uri, InvalidUri> {
    let query = if credentials.is_empty() { query.map(Cow::Borrowed) } else { Some(with(query, credentials).into()) };
    let mut text = String::with_capacity(base.len() + path.len() + query.as_ref().map_or(0, |query| query.len() + 1));
    text.push_str(base);
    text.push_str(path);
    if text.is_empty() {
        text.push('/');
    }
    if let Some(query) = query {
        text.push('?');
        text.push_str(&query);
    }
    PathAndQuery::from_maybe_shared(bytes::Bytes::from(text)).map(Uri::from)
}

/// The target with each space of its query written as `%20`. Forms write `+`, which not every reader takes for one.
pub(crate) fn with_plain_spaces(target: Uri) -> Result<Uri, InvalidUri> {
    match target.query() {
        Some(query) if query.contains('+') => {
            let text = format!("{}?{}", target.path(), query.replace('+', "%20"));
            PathAndQuery::from_maybe_shared(bytes::Bytes::from(text)).map(Uri::from)
        }
        _ => Ok(target),
    }
}

fn with(query: Option<&str>, credentials: &[(String, String)]) -> String {
    let mut text = String::new();
    let kept = query.into_iter().flat_map(|query| query.split('&')).filter(|pair| {
        let name = decode(pair.split('=').next().unwrap_or_default());
        !credentials.iter().any(|(credential, _)| decode(credential) == name)
    });
    for pair in kept {
        text.push_str(pair);
        text.push('&');
    }
    for (index, (name, value)) in credentials.iter().enumerate() {
        if index > 0 {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
    text
}

/// A name or a value for a query.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    percent_encode(&mut encoded, text, false);
    encoded
}

/// The bytes of a query name, as forms write it: `+` is a space, and what is not a percent sequence stands for itself.
pub(crate) fn decode(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let sequence =
            text.get(at + 1..at + 3).filter(|_| byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match sequence {
            Some(value) => {
                decoded.push(value);
                at += 3;
            }
            None => {
                decoded.push(if byte == b'+' { b' ' } else { byte });
                at += 1;
            }
        }
    }
    decoded
}
