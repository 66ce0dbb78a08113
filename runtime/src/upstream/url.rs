//! The URL of a server, taken apart.

use std::path::Path;

use http::{HeaderValue, Uri};
use rustls::pki_types::ServerName;

use super::connect::{Endpoint, Tls};
use super::tls::client_config;

/// A server and the path below which calls go.
#[derive(Debug)]
pub(crate) struct ServerUrl {
    pub(crate) endpoint: Endpoint,
    /// What `Host` says.
    pub(crate) host: HeaderValue,
    /// Without a `/` at its end.
    pub(crate) base: String,
}

impl ServerUrl {
    /// Reads a URL; `ca` is a PEM file with the certificates that are trusted instead of the system's roots.
    ///
    /// # Errors
    /// A sentence that says what is wrong. It never holds a credential.
    pub(crate) fn parse(url: &str, ca: Option<&Path>) -> Result<Self, String> {
        let wrong = |what: &str| format!("the URL `{url}` {what}");
        // Looked at first: no other sentence may show a password.
        if url.split_once("://").is_some_and(|(_, rest)| rest.split('/').next().unwrap_or_default().contains('@')) {
            return Err("the URL holds a user name or password; use `credentials`".to_owned());
        }
        let uri: Uri = url.parse().map_err(|error| wrong(&format!("can't be read: {error}")))?;
        let tls = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            Some(_) => return Err(wrong("must begin with `http://` or `https://`")),
            None => return Err(wrong("has no scheme: it must begin with `http://` or `https://`")),
        };
        if uri.query().is_some() || url.contains('#') {
            return Err(wrong("must have no query and no fragment; `credentials: { query: … }` sets query parameters"));
        }
        let authority = uri.authority().ok_or_else(|| wrong("has no host"))?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(|| wrong("has no host"))?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let tls = if tls {
            let name =
                ServerName::try_from(host.clone()).map_err(|_| wrong("has a host that no certificate can name"))?;
            Some(Tls { config: client_config(ca)?, name })
        } else {
            None
        };
        let scheme_port = if tls.is_some() { 443 } else { 80 };
        let port = match (uri.port_u16(), port_text(authority.as_str())) {
            (Some(port), _) if port > 0 => port,
            (None, None) => scheme_port,
            _ => return Err(wrong("has a port that is no number from 1 to 65535")),
        };
        Ok(Self {
            endpoint: Endpoint { host, port, tls },
            host: HeaderValue::from_str(authority.as_str()).map_err(|_| wrong("has an odd host"))?,
            base: uri.path().trim_end_matches('/').to_owned(),
        })
    }
}

/// What stands behind the colon of an authority, if anything does. Brackets of an IPv6 address hold colons of their own.
fn port_text(authority: &str) -> Option<&str> {
    let (_, port) = authority.rsplit_once(':')?;
    (!port.is_empty() && !port.ends_with(']')).then_some(port)
}
