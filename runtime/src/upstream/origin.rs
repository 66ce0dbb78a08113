//! The server behind a backend: what its settings come to, and one exchange with it.

use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Method, Request, Response, Uri};
use rustls::pki_types::ServerName;
use tokio::time::Instant;

use super::answer::Answer;
use super::connect::{Endpoint, Tls};
use super::connection::{Connection, Patience};
use super::failure::Failure;
use super::idle::IdleConnections;
use super::outgoing::{Sending, replay};
use super::request::{encode, outgoing_headers, strip_hop_by_hop, target};
use super::settings::{BackendSettings, Timeouts};
use super::tls::client_config;
use crate::body::RequestBytes;
use crate::call::{Call, Forwarded};
use crate::named_value::Start;
use crate::secret::Secret;

/// A request's head, as the call's pipeline left it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Address<'c> {
    /// The method, forwarded unchanged.
    pub(crate) method: &'c Method,
    /// The path below the backend's base path, percent-encoded as the caller wrote it.
    pub(crate) path: &'c str,
    /// The query without its `?`.
    pub(crate) query: Option<&'c str>,
    /// The caller's headers; those of the hop are left behind.
    pub(crate) headers: &'c HeaderMap,
    /// What is told of the caller.
    pub(crate) forwarded: &'c Forwarded,
    /// How long the caller may pause within the body.
    pub(crate) pause: Duration,
    /// When the exchange begins.
    pub(crate) now: Instant,
}

/// A server that calls are forwarded to, with its idle connections.
pub(crate) struct Origin {
    name: &'static str,
    endpoint: Endpoint,
    /// Without a `/` at its end.
    base: String,
    host: HeaderValue,
    headers: Vec<(HeaderName, HeaderValue)>,
    query: Vec<(String, String)>,
    timeout: Timeouts,
    idle: Arc<IdleConnections>,
}

/// A failure on a reused connection sooner than this is taken for a connection that the backend had closed while it was
/// idle; later, the backend may have begun to work, and a method that is not idempotent is not sent twice.
const STALE: Duration = Duration::from_secs(1);

impl fmt::Debug for Origin {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What it is shown is a secret.
        to.debug_struct("Origin").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Origin {
    /// What is wrong with the settings is noted in `start`, which then doesn't let the gateway serve.
    pub(crate) fn new(start: &mut Start, mut settings: BackendSettings) -> Self {
        settings.ca = settings.ca.map(|file| start.path(&file.to_string_lossy()));
        let name = settings.name;
        let (timeout, lifetime) = (settings.timeout, settings.idle_connection_lifetime);
        Self::from_settings(settings).unwrap_or_else(|problem| {
            start.problem(format!("backend `{name}`: {problem}"));
            Self {
                name,
                endpoint: Endpoint { host: String::new(), port: 0, tls: None },
                base: String::new(),
                host: HeaderValue::from_static("invalid"),
                headers: Vec::new(),
                query: Vec::new(),
                timeout,
                idle: IdleConnections::new(0, lifetime),
            }
        })
    }

    /// Checks the settings. Fails with a sentence that says what is wrong; it never holds a credential.
    fn from_settings(settings: BackendSettings) -> Result<Self, String> {
        let BackendSettings { name, url, credentials, timeout, ca, idle_connections, idle_connection_lifetime, .. } =
            settings;
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
            Some(Tls { config: client_config(ca.as_deref())?, name })
        } else {
            None
        };
        let scheme_port = if tls.is_some() { 443 } else { 80 };
        let port = match (uri.port_u16(), port_text(authority.as_str())) {
            (Some(port), _) if port > 0 => port,
            (None, None) => scheme_port,
            _ => return Err(wrong("has a port that is no number from 1 to 65535")),
        };
        let headers = credentials.headers.into_iter().map(|(name, value)| credential_header(name, &value));
        Ok(Self {
            name,
            endpoint: Endpoint { host, port, tls },
            base: uri.path().trim_end_matches('/').to_owned(),
            host: HeaderValue::from_str(authority.as_str()).map_err(|_| wrong("has an odd host"))?,
            headers: headers.collect::<Result<_, _>>()?,
            query: credentials.query.iter().map(|(name, value)| (encode(name), encode(value.expose()))).collect(),
            timeout,
            idle: IdleConnections::new(idle_connections, idle_connection_lifetime),
        })
    }

    /// Sends a call with this body, once, and notes in its record what came of it.
    pub(crate) async fn attempt(&self, call: &mut Call, body: RequestBytes) -> Result<Response<Answer>, Failure> {
        let now = Instant::now();
        call.upstream_began(self.name, now.into_std());
        let head = Address {
            method: call.method(),
            path: call.upstream_path(),
            query: call.query(),
            headers: call.headers(),
            forwarded: &call.forwarded(),
            pause: call.body_idle(),
            now,
        };
        let ended = self.exchange(head, body).await;
        match &ended {
            Ok(answer) => call.upstream_answered(answer.status()),
            Err(failure) => call.upstream_failed(failure.cause()),
        }
        ended
    }

    /// Its name in the gateway file.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Sends a request and gives the answer as soon as its head is there, whatever its status. A reused connection that
    /// turns out to be closed is replaced once, where the body can be sent again.
    pub(crate) async fn exchange(&self, head: Address<'_>, body: RequestBytes) -> Result<Response<Answer>, Failure> {
        let again = replay(&body);
        let mut request = self.request(head, body)?;
        let Timeouts { headers, idle, .. } = self.timeout;
        let patience = Patience { headers, upload: idle, caller: idle.min(head.pause) };
        if let Some(mut connection) = self.idle.take(head.now).await {
            let failed = match connection.exchange(request, patience, head.now).await {
                Ok(answer) => return self.answer(answer, connection).await,
                Err(failed) => failed,
            };
            let retriable = matches!(failed.failure, Failure::Closed(_))
                && failed.silent
                && (head.method.is_idempotent() || head.now.elapsed() < STALE);
            request = match (failed.unsent, again) {
                (Some(unsent), _) => unsent,
                (None, Some(body)) if retriable => self.request(head, body)?,
                _ => return Err(failed.failure),
            };
        }
        let mut connection = self.endpoint.connect(self.timeout.connect).await?;
        match connection.exchange(request, patience, Instant::now()).await {
            Ok(answer) => self.answer(answer, connection).await,
            Err(failed) => Err(failed.failure),
        }
    }

    fn request(&self, head: Address<'_>, body: RequestBytes) -> Result<Request<Sending>, Failure> {
        let target =
            target(&self.base, head.path, head.query, &self.query).map_err(|error| Failure::Request(error.into()))?;
        let mut headers = outgoing_headers(head.headers, head.forwarded, &self.host, &self.headers);
        match &body {
            RequestBytes::Empty if awaits_body(head) => {
                headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
            }
            RequestBytes::Full(bytes) => {
                // The caller's own words for the length, where it is the same, need not be written anew.
                let length = head.headers.get(header::CONTENT_LENGTH);
                if let Some(length) = length.filter(|length| says(length, bytes.len())) {
                    headers.insert(header::CONTENT_LENGTH, length.clone());
                }
            }
            RequestBytes::Empty | RequestBytes::Stream(_) => {}
        }
        let mut request = Request::new(Sending::new(body));
        *request.method_mut() = head.method.clone();
        *request.uri_mut() = target;
        *request.headers_mut() = headers;
        Ok(request)
    }

    async fn answer(
        &self,
        answer: Response<hyper::body::Incoming>,
        connection: Connection,
    ) -> Result<Response<Answer>, Failure> {
        let (mut parts, incoming) = answer.into_parts();
        let chunked = parts.headers.contains_key(header::TRANSFER_ENCODING);
        let delimited = chunked || parts.headers.contains_key(header::CONTENT_LENGTH);
        if chunked {
            // A length beside it says nothing, and must go no further (RFC 9112, section 6.3).
            parts.headers.remove(header::CONTENT_LENGTH);
        }
        strip_hop_by_hop(&mut parts.headers);
        parts.version = http::Version::HTTP_11;
        let mut body = Answer::new(incoming, connection, self.idle.clone(), self.timeout.idle, delimited);
        poll_fn(|cx| {
            body.release_if_ended(cx);
            Poll::Ready(())
        })
        .await;
        Ok(Response::from_parts(parts, body))
    }
}

/// What stands behind the colon of an authority, if anything does. Brackets of an IPv6 address hold colons of their own.
fn port_text(authority: &str) -> Option<&str> {
    let (_, port) = authority.rsplit_once(':')?;
    (!port.is_empty() && !port.ends_with(']')).then_some(port)
}

/// Whether a request without a body must say so (RFC 9110, section 8.6): some servers answer 411 otherwise.
fn awaits_body(head: Address<'_>) -> bool {
    matches!(*head.method, Method::POST | Method::PUT | Method::PATCH)
        || head.headers.contains_key(header::CONTENT_LENGTH)
        || head.headers.contains_key(header::TRANSFER_ENCODING)
}

/// Whether a header holds this number and nothing else.
fn says(value: &HeaderValue, number: usize) -> bool {
    value.to_str().ok().and_then(|text| text.parse().ok()) == Some(number) && !value.as_bytes().starts_with(b"+")
}

fn credential_header(name: &str, value: &Secret) -> Result<(HeaderName, HeaderValue), String> {
    let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("`{name}` is no name for a header"))?;
    let value = value
        .header_value()
        .ok_or_else(|| format!("the secret for the header `{name}` holds characters that no header may hold"))?;
    Ok((header, value))
}
