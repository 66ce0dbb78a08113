//! The life of one call, from the request's head to the answer's.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Version, header, request};

use super::{Api, Gateway, Route};
use crate::body::{Incoming, Response};
use crate::call::{Call, Payload, REQUEST_ID};
use crate::fault::{Dialect, Fault};
use crate::network;
use crate::router::Match;
use crate::server::Serving;
use crate::subscription;
use crate::telemetry::{Observed, Record};

/// The name that Azure gives it.
const APIM_REQUEST_ID: HeaderName = HeaderName::from_static("apim-request-id");

/// In which proxies say whom they were called by.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

impl<G: Gateway> Serving<G> {
    /// Answers one request of an axum application that the gateway is mounted in. The caller's address is taken from
    /// [`ConnectInfo`], where the application's server adds it.
    pub async fn answer(&self, request: Request<axum::body::Body>) -> axum::response::Response {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
        self.respond(request.map(Incoming::Mounted), peer).await.map(axum::body::Body::new)
    }

    /// Answers one request. The answer's body carries the record of the call, which is logged when the body ends.
    pub(crate) async fn respond(
        &self,
        request: Request<Incoming>,
        peer: Option<SocketAddr>,
    ) -> http::Response<Observed> {
        let (head, body) = request.into_parts();
        let request_id = request_id(&head.headers);
        let mut record = Record::begin(self.telemetry.clone(), request_id, &head);
        let Measured { size, hosts, coded } = measured(&head);
        if size > G::SETTINGS.limits.head {
            return refused(api_of::<G>(head.uri.path()), record, &head_too_large(G::SETTINGS.limits.head));
        }
        // HTTP/1.1 asks for exactly one `Host` (RFC 9112, section 3.2): two readers might take different ones.
        if hosts > 1 || (hosts == 0 && head.version == Version::HTTP_11) {
            return refused(api_of::<G>(head.uri.path()), record, &no_host());
        }
        // The header that tells of a coding stays behind with the hop (RFC 9112, section 6.1).
        if coded {
            return refused(api_of::<G>(head.uri.path()), record, &other_coding());
        }
        let found = self.matcher.find(&head.method, head.uri.path(), head.uri.query(), &head.headers);
        let (route, index, captures) = match found {
            Match::Route(index, captures) => match self.routes.get(index) {
                Some(route) => (*route, index, captures),
                None => return refused(api_of::<G>(head.uri.path()), record, &no_route()),
            },
            Match::Method(allow) => return refused(api_of::<G>(head.uri.path()), record, &wrong_method(allow)),
            Match::BadPath => return refused(api_of::<G>(head.uri.path()), record, &bad_path()),
            Match::None => return refused(api_of::<G>(head.uri.path()), record, &no_route()),
        };
        record.routed(index, route.operation);
        let peers = (peer, self.client(peer, &head.headers));
        let mut call = Call::new(head, Payload::Unread(body), route.operation, captures, G::SETTINGS, peers, record);
        let ended = match subscription::admit(&mut call, self.subscriptions.as_deref(), G::SETTINGS.products) {
            Ok(()) => (route.run)(&self.gateway, &mut call).await,
            Err(fault) => Err(fault),
        };
        let mut response = ended.unwrap_or_else(|fault| match fault.into_answer() {
            Ok(answer) => answer,
            Err(fault) => self.failed(route, &mut call, &fault),
        });
        for (name, value) in call.take_answer() {
            response.headers_mut().insert(name, value);
        }
        match call.take_record() {
            Some(record) => finish(response, record, call.api().dialect),
            None => response.map(Observed::unrecorded),
        }
    }

    /// Who called.
    fn client(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        let peer = peer?.ip();
        if self.trusted.is_empty() {
            return Some(peer);
        }
        // A list may come in several lines (RFC 9110, section 5.3), and they can't be read from the end.
        let lines: Vec<&[u8]> = headers.get_all(FORWARDED_FOR).iter().map(HeaderValue::as_bytes).collect();
        Some(network::caller(peer, &self.trusted, lines.into_iter()))
    }

    #[cold]
    fn failed(&self, route: &Route<G>, call: &mut Call, fault: &Fault) -> Response {
        let dialect = call.api().dialect;
        if let Some(record) = call.record_mut() {
            record.failed(fault);
        }
        let mut response = dialect.answer(fault.cause());
        call.fails(fault);
        match (route.fail)(&self.gateway, call, &mut response).map_err(Fault::into_answer) {
            Ok(()) => response,
            Err(Ok(answer)) => answer,
            Err(Err(second)) => {
                if let Some(record) = call.record_mut() {
                    record.failed(&second);
                }
                dialect.answer(second.cause())
            }
        }
    }
}

#[cold]
fn refused(api: Option<&'static Api>, mut record: Box<Record>, fault: &Fault) -> http::Response<Observed> {
    let dialect = api.map_or(Dialect::Problem, |api| api.dialect);
    record.api = api.map(|api| api.name);
    record.failed(fault);
    finish(dialect.answer(fault.cause()), record, dialect)
}

/// Adds what every answer bears, and hands the record to the body.
fn finish(mut response: Response, mut record: Box<Record>, dialect: Dialect) -> http::Response<Observed> {
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, record.request_id.clone());
    if dialect == Dialect::AzureOpenAi {
        headers.insert(APIM_REQUEST_ID, record.request_id.clone());
    }
    record.answered(&response);
    response.map(|body| Observed::new(body, record))
}

/// The API with the longest prefix that the path bears.
fn api_of<G: Gateway>(path: &str) -> Option<&'static Api> {
    let bears = |api: &&&'static Api| {
        path.strip_prefix(api.prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    G::APIS.iter().filter(bears).max_by_key(|api| api.prefix.len()).copied()
}

/// What is looked at in a head before anything else.
struct Measured {
    /// Its bytes, as it was most likely written: one space behind each colon.
    size: usize,
    /// How many `Host`s it has.
    hosts: usize,
    /// Whether its body comes in another transfer coding than `chunked`.
    coded: bool,
}

fn measured(head: &request::Parts) -> Measured {
    let path = head.uri.path_and_query().map_or(0, |target| target.as_str().len());
    let line = head.method.as_str().len() + path + "  HTTP/1.1\r\n\r\n".len();
    let mut measured = Measured { size: line, hosts: 0, coded: false };
    for (name, value) in &head.headers {
        measured.size += name.as_str().len() + value.len() + ": \r\n".len();
        measured.hosts += usize::from(name == header::HOST);
        measured.coded |= name == header::TRANSFER_ENCODING && !is_chunked(value);
    }
    measured
}

/// Whether a `Transfer-Encoding` says `chunked` and nothing else.
pub(crate) fn is_chunked(value: &HeaderValue) -> bool {
    value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"chunked")
}

#[cold]
fn head_too_large(limit: usize) -> Fault {
    let message = format!("The request's head is larger than {limit} bytes.");
    Fault::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "head_too_large", message).by("router")
}

fn no_host() -> Fault {
    Fault::bad_request("bad_host", "The request needs one Host header.").by("router")
}

#[cold]
fn other_coding() -> Fault {
    let message = "The only transfer coding that is taken is chunked.";
    Fault::new(StatusCode::NOT_IMPLEMENTED, "unsupported_transfer_coding", message).by("router")
}

fn no_route() -> Fault {
    Fault::new(StatusCode::NOT_FOUND, "operation_not_found", "No operation has this path.").by("router")
}

fn wrong_method(allow: HeaderValue) -> Fault {
    let message = "No operation of this path has this method.";
    Fault::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message).allow(allow).by("router")
}

fn bad_path() -> Fault {
    Fault::bad_request("bad_path", "The path holds dot segments, or is no UTF-8.").by("router")
}

/// The client's own id, where it is short and plain; else a new one.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte);
    match headers.get(REQUEST_ID) {
        Some(id) if (1..=128).contains(&id.len()) && id.as_bytes().iter().all(plain) => id.clone(),
        _ => crate::telemetry::new_id(),
    }
}

impl Record {
    /// Whether the answer has a body at all.
    pub(crate) fn bodiless(&self, status: StatusCode) -> bool {
        self.method == Method::HEAD || status == StatusCode::NO_CONTENT || status == StatusCode::NOT_MODIFIED
    }
}
