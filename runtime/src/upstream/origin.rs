//! The server behind a backend: what its settings come to, and one exchange with it.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Version};
use tokio::time::Instant;

use super::answer::Answer;
use super::authorization::{Authority, Unsigned};
use super::connect::{Endpoint, HttpVersion, Opened};
use super::connection::{Connection, Patience, Source, Unanswered};
use super::failure::Failure;
use super::idle::IdleConnections;
use super::outgoing::{Sending, replay, whole};
use super::redirect;
use super::request::{encode, outgoing_headers, strip_hop_by_hop, target, with_plain_spaces};
use super::settings::{BackendSettings, Timeouts};
use super::shared::SharedConnections;
use super::url::ServerUrl;
use super::version;
use crate::body::RequestBytes;
use crate::call::{Call, Forwarded};
use crate::fault::Fault;
use crate::header::bears;
use crate::named_value::Start;
use crate::policy::FORWARDING;
use crate::secret::Secret;

/// A request's head, as the call's pipeline left it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Address<'c> {
    /// The method, forwarded unchanged.
    pub(crate) method: &'c Method,
    /// The path below the backend's base path, percent-encoded as the caller wrote it.
    pub(crate) path: &'c str,
    /// Whether the path is one from the server's root instead.
    pub(crate) rooted: bool,
    /// The query without its `?`.
    pub(crate) query: Option<&'c str>,
    /// The caller's headers; those of the hop are left behind.
    pub(crate) headers: &'c HeaderMap,
    /// What is told of the caller.
    pub(crate) forwarded: Forwarded<'c>,
    /// How long the caller may pause within the body.
    pub(crate) pause: Duration,
    /// What a token makes of it, where the backend wants one.
    pub(crate) authorization: Option<&'c (HeaderName, HeaderValue)>,
    /// How long the head of the answer may take, where that is not the backend's own limit.
    pub(crate) timeout: Option<Duration>,
    /// Which version of HTTP it is sent by.
    pub(crate) version: HttpVersion,
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
    authority: Option<Authority>,
    timeout: Timeouts,
    idle: Arc<IdleConnections>,
    shared: Arc<SharedConnections>,
}

/// A failure on a reused connection sooner than this is taken for a connection that the backend had closed while it was
/// idle; later, the backend may have begun to work, and a method that is not idempotent is not sent twice.
const STALE: Duration = Duration::from_secs(1);

/// How many times a request is sent again over HTTP/2, where the backend has not begun with it.
const RESENT: usize = 5;

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
        Self::from_settings(start, settings).unwrap_or_else(|problem| {
            start.problem(format!("backend `{name}`: {problem}"));
            Self {
                name,
                endpoint: Endpoint { host: String::new(), port: 0, tls: None },
                base: String::new(),
                host: HeaderValue::from_static("invalid"),
                headers: Vec::new(),
                query: Vec::new(),
                authority: None,
                timeout,
                idle: IdleConnections::new(0, lifetime),
                shared: SharedConnections::new(lifetime),
            }
        })
    }

    /// Checks the settings. Fails with a sentence that says what is wrong; it never holds a credential.
    fn from_settings(start: &mut Start, settings: BackendSettings) -> Result<Self, String> {
        let BackendSettings { name, url, credentials, timeout, ca, idle_connections, idle_connection_lifetime, .. } =
            settings;
        let ServerUrl { endpoint, host, base } = ServerUrl::parse(&url, ca.as_deref())?;
        let headers = credentials.headers.into_iter().map(|(name, value)| credential_header(name, &value));
        let authority = credentials.authorization.map(|settings| Authority::new(start, name, settings)).transpose()?;
        Ok(Self {
            name,
            endpoint,
            base,
            host,
            headers: headers.collect::<Result<_, _>>()?,
            query: credentials.query.iter().map(|(name, value)| (encode(name), encode(value.expose()))).collect(),
            authority,
            timeout,
            idle: IdleConnections::new(idle_connections, idle_connection_lifetime),
            shared: SharedConnections::new(idle_connection_lifetime),
        })
    }

    /// Sends a call with this body, once, and notes in its record what came of it.
    pub(crate) async fn attempt(&self, call: &mut Call, body: RequestBytes) -> Result<Response<Answer>, Failure> {
        if call.method() == Method::TRACE && (self.shows_a_credential() || call.bears_more_than_it_came_with()) {
            return Err(Failure::Request(Box::new(no_trace())));
        }
        let mut now = Instant::now();
        call.upstream_began(self.name, now.into_std());
        let (mut authorization, mut body) = (None, body);
        if let Some(authority) = &self.authority {
            // Boxed, so that the calls of other backends don't pay for its size.
            match Box::pin(self.authorize(authority, body)).await {
                Ok(authorized) => (authorization, body) = authorized,
                Err(failure) => {
                    call.upstream_failed(failure.cause());
                    return Err(failure);
                }
            }
            now = Instant::now();
        }
        let head = Address {
            method: call.method(),
            path: call.upstream_path(),
            rooted: false,
            query: call.query(),
            headers: call.headers(),
            forwarded: call.forwarded(),
            pause: call.body_idle(),
            authorization: authorization.as_ref(),
            timeout: call.sent_as().timeout,
            version: call.sent_as().version,
            now,
        };
        let ended = if call.sent_as().follow_redirects {
            // Boxed for the same reason.
            Box::pin(self.follow(&head, body)).await
        } else {
            self.exchange(&head, body).await
        };
        match &ended {
            Ok(answer) => call.upstream_answered(answer.status()),
            Err(failure) => call.upstream_failed(failure.cause()),
        }
        ended
    }

    /// Whether a request holds what only the gateway may know.
    fn shows_a_credential(&self) -> bool {
        !self.headers.is_empty() || !self.query.is_empty() || self.authority.is_some()
    }

    /// The header that a token makes, and the body: as a whole, where it is to be signed.
    async fn authorize(
        &self,
        authority: &Authority,
        body: RequestBytes,
    ) -> Result<(Option<(HeaderName, HeaderValue)>, RequestBytes), Failure> {
        match authority {
            Authority::Tokens(tokens) => {
                let bearer = tokens.bearer().await.map_err(Failure::Unauthorized)?;
                Ok((Some((header::AUTHORIZATION, bearer)), body))
            }
            Authority::Signer(_) => Ok((None, whole(body, self.timeout.idle).await?)),
        }
    }

    /// Sends a request, and further ones as long as the answers lead on within this server. What can't be sent again, a body
    /// that came as a stream, ends it: the redirection is the answer.
    async fn follow(&self, head: &Address<'_>, body: RequestBytes) -> Result<Response<Answer>, Failure> {
        let mut again = replay(&body);
        let mut answer = self.exchange(head, body).await?;
        let (host, scheme) = (self.host.to_str().unwrap_or_default(), self.endpoint.scheme());
        let mut at = target(&self.base, head.path, head.query, &[]).map_err(|error| Failure::Request(error.into()))?;
        let mut method = head.method.clone();
        for _ in 0..redirect::MOST {
            let Some(hop) = redirect::hop(&answer, &method, &at, scheme, host) else { break };
            let body = if hop.with_body { again.take() } else { Some(RequestBytes::Empty) };
            let Some(body) = body else { break };
            again = replay(&body);
            answer.into_body().discard().await;
            let next =
                Address { method: &hop.method, path: &hop.path, query: hop.query.as_deref(), rooted: true, ..*head };
            answer = self.exchange(&Address { now: Instant::now(), ..next }, body).await?;
            at = target("", &hop.path, hop.query.as_deref(), &[]).map_err(|error| Failure::Request(error.into()))?;
            method = hop.method;
        }
        Ok(answer)
    }

    /// Its name in the gateway file.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Sends a request and gives the answer as soon as its head is there, whatever its status. A reused connection that
    /// turns out to be closed is replaced once, where the body can be sent again.
    pub(crate) async fn exchange(&self, head: &Address<'_>, body: RequestBytes) -> Result<Response<Answer>, Failure> {
        if head.version != HttpVersion::V1 {
            // Boxed, so that calls by HTTP/1.1 don't pay for its size.
            return Box::pin(self.exchange_shared(head, body)).await;
        }
        let again = replay(&body);
        let request = self.request(head, body)?;
        let patience = self.patience(head);
        // Boxed as well: most calls find a connection.
        let Some(connection) = self.idle.take(head.now) else {
            return Box::pin(self.exchange_anew(request, patience)).await;
        };
        let request = match connection.exchange(request, patience, head.now).await {
            Ok(answer) => return Ok(self.answer(answer)),
            Err(failed) => self.once_more(failed, head, again)?,
        };
        Box::pin(self.exchange_anew(request, patience)).await
    }

    /// The same on a connection that is made for it.
    async fn exchange_anew(&self, request: Request<Sending>, patience: Patience) -> Result<Response<Answer>, Failure> {
        let connection = self.endpoint.connect(self.timeout.connect).await?;
        match connection.exchange(request, patience, Instant::now()).await {
            Ok(answer) => Ok(self.answer(answer)),
            Err(failed) => Err(failed.failure),
        }
    }

    /// The same over HTTP/2, where the backend speaks it. What a connection that is closing didn't take is sent on another.
    async fn exchange_shared(&self, head: &Address<'_>, body: RequestBytes) -> Result<Response<Answer>, Failure> {
        let again = replay(&body);
        let mut request = self.request(head, body)?;
        let patience = self.patience(head);
        if head.version == HttpVersion::V2or1
            && let Some(connection) = self.idle.take(head.now)
        {
            // It chose HTTP/1.1 before.
            request = match connection.exchange(request, patience, head.now).await {
                Ok(answer) => return Ok(self.answer(answer)),
                Err(failed) => self.once_more(failed, head, again.as_ref().and_then(replay))?,
            };
        }
        let (mut lease, mut left) = (self.shared.take(), RESENT);
        loop {
            let connection = match lease.take() {
                Some(lease) => Connection::shared(lease),
                None => self.join(head.version).await?,
            };
            let shared = connection.is_shared();
            let form = if shared { version::two } else { version::one };
            request = form(request, &self.endpoint, &self.host).map_err(|error| Failure::Request(error.into()))?;
            request = match connection.exchange(request, patience, Instant::now()).await {
                Ok(answer) => return Ok(self.answer(answer)),
                Err(failed) if left == 0 || !shared => return Err(failed.failure),
                Err(failed) => self.once_more(failed, head, again.as_ref().and_then(replay))?,
            };
            left -= 1;
        }
    }

    /// The request once more, where the backend has certainly not begun with it, or most likely not: a connection that had
    /// been idle ended without a word.
    fn once_more(
        &self,
        failed: Unanswered,
        head: &Address<'_>,
        again: Option<RequestBytes>,
    ) -> Result<Request<Sending>, Failure> {
        let stale = matches!(failed.failure, Failure::Closed(_))
            && failed.silent
            && (head.method.is_idempotent() || head.now.elapsed() < STALE);
        match (failed.unsent, again) {
            (Some(unsent), _) => Ok(*unsent),
            (None, Some(body)) if stale || failed.failure.is_untouched() => self.request(head, body),
            _ => Err(failed.failure),
        }
    }

    /// A share in a connection, most often a new one; a connection of HTTP/1.1 where the backend chooses that.
    async fn join(&self, version: HttpVersion) -> Result<Connection, Failure> {
        let _making = self.shared.making.lock().await;
        if let Some(lease) = self.shared.take() {
            return Ok(Connection::shared(lease));
        }
        match self.endpoint.open(self.timeout.connect, version).await? {
            Opened::Http1(stream) => Ok(Connection::over(stream)),
            Opened::Http2(stream) => self.shared.add(stream, self.timeout.connect).await.map(Connection::shared),
        }
    }

    fn patience(&self, head: &Address<'_>) -> Patience {
        let Timeouts { headers, idle, .. } = self.timeout;
        Patience { headers: head.timeout.unwrap_or(headers), upload: idle, caller: idle.min(head.pause) }
    }

    fn request(&self, head: &Address<'_>, body: RequestBytes) -> Result<Request<Sending>, Failure> {
        let base = if head.rooted { "" } else { &self.base };
        let target = target(base, head.path, head.query, &self.query);
        let mut target = target.map_err(|error| Failure::Request(error.into()))?;
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
        if let Some((name, value)) = head.authorization {
            headers.insert(name.clone(), value.clone());
        }
        if let Some(Authority::Signer(signer)) = &self.authority {
            target = with_plain_spaces(target).map_err(|error| Failure::Request(error.into()))?;
            let body = if let RequestBytes::Full(bytes) = &body { bytes.as_ref() } else { &[] };
            let (path, query) = (target.path(), target.query().unwrap_or_default());
            let unsigned = Unsigned { method: head.method, path, query, headers: &headers, body };
            let signed = signer.sign(unsigned, SystemTime::now());
            signed.into_iter().for_each(|(name, value)| drop(headers.insert(name, value)));
        }
        let mut request = Request::new(Sending::new(body));
        *request.method_mut() = head.method.clone();
        *request.uri_mut() = target;
        *request.headers_mut() = headers;
        Ok(request)
    }

    fn answer(&self, answer: Response<Source>) -> Response<Answer> {
        let (mut parts, source) = answer.into_parts();
        let chunked = bears(&parts.headers, &header::TRANSFER_ENCODING);
        let framed = parts.version == Version::HTTP_2;
        let delimited = framed || chunked || bears(&parts.headers, &header::CONTENT_LENGTH);
        if chunked {
            // A length beside it says nothing, and must go no further (RFC 9112, section 6.3).
            parts.headers.remove(header::CONTENT_LENGTH);
        }
        strip_hop_by_hop(&mut parts.headers);
        parts.version = Version::HTTP_11;
        let mut body = Answer::new(source, self.idle.clone(), self.timeout.idle, delimited);
        body.release_if_ended();
        Response::from_parts(parts, body)
    }
}

/// Whether a request without a body must say so (RFC 9110, section 8.6): some servers answer 411 otherwise.
fn awaits_body(head: &Address<'_>) -> bool {
    matches!(*head.method, Method::POST | Method::PUT | Method::PATCH)
        || head.headers.contains_key(header::CONTENT_LENGTH)
        || head.headers.contains_key(header::TRANSFER_ENCODING)
}

/// Whether a header holds this number and nothing else.
fn says(value: &HeaderValue, number: usize) -> bool {
    value.to_str().ok().and_then(|text| text.parse().ok()) == Some(number) && !value.as_bytes().starts_with(b"+")
}

/// The answer to TRACE is the request (RFC 9110, section 9.3.8), with the gateway's own credential and with what policies
/// have set, which may be one.
#[cold]
fn no_trace() -> Fault {
    let message = "A call that the gateway adds something to, which may be secret, is never traced.";
    let allow = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    Fault::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message).allow(allow).by(FORWARDING)
}

fn credential_header(name: &str, value: &Secret) -> Result<(HeaderName, HeaderValue), String> {
    let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("`{name}` is no name for a header"))?;
    let value = value
        .header_value()
        .ok_or_else(|| format!("the secret for the header `{name}` holds characters that no header may hold"))?;
    Ok((header, value))
}
