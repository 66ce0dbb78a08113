//! Redirections that stay on one server (RFC 9110, section 15.4).

use http::{Method, Response, StatusCode, Uri, header};

/// How many are followed, one after the other.
pub(crate) const MOST: usize = 5;

/// The request that a redirection asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Hop {
    pub(crate) method: Method,
    /// From the server's root.
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    /// Whether the body goes along.
    pub(crate) with_body: bool,
}

/// Where an answer leads, if it is a redirection to the server that gave it. What is shown to one server is shown to no
/// other, so redirections elsewhere are the caller's to follow.
pub(crate) fn hop<B>(answer: &Response<B>, method: &Method, at: &Uri, scheme: &str, host: &str) -> Option<Hop> {
    let keeps = match answer.status() {
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        // As browsers do: what was posted is not posted again.
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => *method != Method::POST,
        StatusCode::SEE_OTHER => matches!(*method, Method::GET | Method::HEAD),
        _ => return None,
    };
    let location = answer.headers().get(header::LOCATION)?.to_str().ok()?;
    let location = location.split('#').next().unwrap_or_default();
    let uri: Uri = absolute(location, at, scheme, host).parse().ok()?;
    let same = uri.scheme_str() == Some(scheme)
        && uri.authority().is_some_and(|authority| authority.as_str().eq_ignore_ascii_case(host));
    let dots = uri.path().split('/').any(|segment| matches!(segment, "." | ".."));
    (same && !dots).then(|| Hop {
        method: if keeps { method.clone() } else { Method::GET },
        path: uri.path().to_owned(),
        query: uri.query().map(str::to_owned),
        with_body: keeps,
    })
}

/// The reference as a whole URL (RFC 3986, section 5.2, without the removal of dot segments).
fn absolute(location: &str, at: &Uri, scheme: &str, host: &str) -> String {
    let path = at.path();
    if location.contains("://") {
        location.to_owned()
    } else if location.starts_with("//") {
        format!("{scheme}:{location}")
    } else if location.starts_with('/') {
        format!("{scheme}://{host}{location}")
    } else if location.starts_with('?') {
        format!("{scheme}://{host}{path}{location}")
    } else {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{scheme}://{host}{folder}/{location}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn follow(status: u16, method: &Method, location: &str) -> Option<Hop> {
        let answer = Response::builder().status(status).header("location", location).body(()).unwrap();
        hop(&answer, method, &Uri::from_static("/a/b?c=d"), "http", "one.example:81")
    }

    fn leads(location: &str) -> Option<String> {
        let Hop { path, query, .. } = follow(307, &Method::POST, location)?;
        Some(query.map_or(path.clone(), |query| format!("{path}?{query}")))
    }

    #[test]
    fn references_lead_within_the_server() {
        for (location, target) in [
            ("/x?y=z", "/x?y=z"),
            ("x", "/a/x"),
            ("?e=f", "/a/b?e=f"),
            ("http://ONE.example:81/x#part", "/x"),
            ("//one.example:81/x", "/x"),
        ] {
            assert_eq!(leads(location).as_deref(), Some(target), "{location}");
        }
        let elsewhere = ["http://two.example/x", "https://one.example:81/x", "http://one.example/x", "//two.example/x"];
        for location in elsewhere.into_iter().chain(["../x", "/a/../x", "http://", "ftp://one.example:81/"]) {
            assert_eq!(leads(location), None, "{location}");
        }
    }

    #[test]
    fn the_status_decides_what_becomes_of_the_method() {
        let method = |status, method| follow(status, method, "/x").map(|hop| (hop.method, hop.with_body));
        for status in [307, 308] {
            assert_eq!(method(status, &Method::POST), Some((Method::POST, true)));
        }
        for status in [301, 302, 303] {
            assert_eq!(method(status, &Method::POST), Some((Method::GET, false)));
            assert_eq!(method(status, &Method::GET), Some((Method::GET, true)));
        }
        assert_eq!(method(303, &Method::PUT), Some((Method::GET, false)));
        assert_eq!(method(302, &Method::PUT), Some((Method::PUT, true)));
        for status in [200, 300, 304, 404] {
            assert_eq!(method(status, &Method::GET), None);
        }
    }
}
