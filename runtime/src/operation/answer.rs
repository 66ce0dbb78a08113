//! The life of one call, from the request's head to the answer's.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use http::uri::Scheme;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Version, header, request};

use super::{Api, Gateway, Route};
use crate::body::{Incoming, Response};
use crate::call::{Call, FORWARDED_FOR, Payload, REQUEST_ID};
use crate::cross_origin::{self, CrossOrigin, Origins};
use crate::fault::{Dialect, Fault, Flow};
use crate::header::first;
use crate::network;
use crate::router::Match;
use crate::server::{Peer, Serving};
use crate::subscription;
use crate::telemetry::{Context, Observed, Record};
use crate::upstream::{names_headers, strip_named};

/// The name that Azure gives it.
const APIM_REQUEST_ID: HeaderName = HeaderName::from_static("apim-request-id");

impl<G: Gateway> Serving<G> {
    /// Answers one request of an axum application that the gateway is mounted in. The caller's address is taken from
    /// [`ConnectInfo`], where the application's server adds it.
    pub async fn answer(&self, request: Request<axum::body::Body>) -> axum::response::Response {
        let address = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
        let peer = Peer { address, secure: request.uri().scheme() == Some(&Scheme::HTTPS) };
        self.respond(request.map(Incoming::Mounted), peer).await.map(axum::body::Body::new)
    }

    /// Answers one request. The answer's body carries the record of the call, which is logged when the body ends.
    ///
    /// What waits for nothing is done at once: what is left is small, and servers move it about.
    pub(crate) fn respond(
        &self,
        request: Request<Incoming>,
        peer: Peer,
    ) -> impl Future<Output = http::Response<Observed>> + Send {
        let begun = self.begin(request, peer);
        async move {
            match begun {
                Ok(mut called) => {
                    let ended = match std::mem::replace(&mut called.admitted, Ok(())) {
                        Ok(()) => (called.route.run)(&self.gateway, &mut called.call).await,
                        Err(fault) => Err(fault),
                    };
                    self.end(called, ended)
                }
                Err(refused) => *refused,
            }
        }
    }

    /// Leads a request to its operation, and asks who calls. `Err`: the answer to what is no call of an operation.
    fn begin(&self, request: Request<Incoming>, peer: Peer) -> Result<Box<Called<G>>, Box<http::Response<Observed>>> {
        let refused = |api: Option<&'static Api>, record, fault: &Fault| Err(Box::new(refused(api, record, fault)));
        let unrouted = |head: &request::Parts, record, fault: &Fault| Err(Box::new(self.unrouted(head, record, fault)));
        let (mut head, body) = request.into_parts();
        let request_id = request_id(&head.headers);
        let mut record = Record::begin(self.telemetry.clone(), request_id, &head);
        record.traced_from(Context::take(&mut head.headers), &mut head.headers);
        let Measured { size, hosts, coded, hop, forwarded } = measured(&head);
        if size > G::SETTINGS.limits.head {
            return refused(api_of::<G>(head.uri.path()), record, &head_too_large(G::SETTINGS.limits.head));
        }
        // HTTP/1.1 asks for exactly one `Host` (RFC 9112, section 3.2): two readers might take different ones.
        if hosts > 1 || (hosts == 0 && head.version == Version::HTTP_11) {
            return refused(api_of::<G>(head.uri.path()), record, &no_host()).map_err(closing);
        }
        // The header that tells of a coding stays behind with the hop (RFC 9112, section 6.1).
        if coded {
            return refused(api_of::<G>(head.uri.path()), record, &other_coding()).map_err(closing);
        }
        // Of HTTP/1.1 the connection has counted them.
        if head.version == Version::HTTP_2 && head.headers.len() > G::SETTINGS.limits.headers {
            return refused(api_of::<G>(head.uri.path()), record, &too_many_headers(G::SETTINGS.limits.headers));
        }
        if forwarded && !self.trusts(peer) {
            strip_forwarded(&mut head.headers);
        }
        if hop {
            strip_named(&mut head.headers);
        }
        if let Some(asked) = self.preflight(&head) {
            return Err(Box::new(asked.answered(record)));
        }
        let found = self.matcher.find(&head.method, head.uri.path(), head.uri.query(), &head.headers);
        let (route, index, captures) = match found {
            Match::Route(index, captures) => match self.routes.get(index) {
                Some(route) => (*route, index, captures),
                None => return unrouted(&head, record, &no_route()),
            },
            Match::Method(allow) => return unrouted(&head, record, &wrong_method(allow)),
            Match::BadPath => return unrouted(&head, record, &bad_path()),
            Match::None => return unrouted(&head, record, &no_route()),
        };
        record.routed(index, route.operation);
        let page = route.origins.map(|origins| Box::new(self.asked(origins, CrossOrigin::of(&head.headers))));
        let client = self.client(peer, &head.headers);
        let call =
            Call::new(head, Payload::Unread(body), route.operation, captures, G::SETTINGS, (peer, client), record);
        let mut called = Box::new(Called { route, call, page, admitted: Ok(()) });
        let admit = |()| subscription::admit(&mut called.call, self.subscriptions.as_deref(), G::SETTINGS.products);
        called.admitted = called.page.as_ref().map_or(Ok(()), |page| page.admitted()).and_then(admit);
        Ok(called)
    }

    /// The answer of a call that came to this.
    fn end(&self, mut called: Box<Called<G>>, ended: Flow<Response>) -> http::Response<Observed> {
        let Called { route, call, page, .. } = &mut *called;
        call.note_model();
        let mut response = ended.unwrap_or_else(|fault| match fault.into_answer() {
            Ok(answer) => answer,
            Err(fault) => self.failed(route, call, &fault),
        });
        for (name, value) in call.take_answer() {
            response.headers_mut().insert(name, value);
        }
        if let Some(page) = page.take() {
            page.dress(response.headers_mut());
        }
        match call.take_record() {
            Some(record) => finish(response, record, call.api().dialect),
            None => response.map(Observed::unrecorded),
        }
    }

    /// A preflight of a path whose operations say who of other origins may call. Others go the way of all requests.
    fn preflight(&self, head: &request::Parts) -> Option<Preflight<G>> {
        let method = cross_origin::asked(&head.method, &head.headers).filter(|_| self.crossed)?;
        let find = |method: &Method| self.matcher.find(method, head.uri.path(), head.uri.query(), &head.headers);
        let (index, offered) = match find(&method) {
            Match::Route(index, _) => (index, HeaderValue::from_str(method.as_str()).ok()?),
            // Of a method that the path hasn't, the browser is told those that it has.
            Match::Method(allow) => {
                let other = allow.to_str().ok()?.split(',').next()?.parse().ok()?;
                let Match::Route(index, _) = find(&other) else { return None };
                (index, allow)
            }
            Match::BadPath | Match::None => return None,
        };
        let route = *self.routes.get(index)?;
        let page = self.asked(route.origins?, CrossOrigin::before(&head.headers, offered));
        Some(Preflight { route, index, page })
    }

    fn asked(&self, origins: Origins<G>, mut page: CrossOrigin) -> CrossOrigin {
        origins(&self.gateway, &mut page);
        page
    }

    /// Refuses a request that no operation is called by. A page may read that where it may call operations of the API.
    #[cold]
    fn unrouted(&self, head: &request::Parts, record: Box<Record>, fault: &Fault) -> http::Response<Observed> {
        let api = api_of::<G>(head.uri.path());
        let of_api = |route: &&&'static Route<G>| api.is_some_and(|api| api.name == route.operation.api.name);
        let origins = self.routes.iter().filter(of_api).find_map(|route| route.origins);
        let mut response = refused(api, record, fault);
        if let Some(origins) = origins {
            self.asked(origins, CrossOrigin::of(&head.headers)).dress(response.headers_mut());
        }
        response
    }

    /// Whether what a peer says of its own caller is believed. An application that doesn't tell who it is answers for it.
    fn trusts(&self, peer: Peer) -> bool {
        peer.address.is_none_or(|peer| self.trusted.iter().any(|network| network.holds(peer.ip())))
    }

    /// Who called.
    fn client(&self, peer: Peer, headers: &HeaderMap) -> Option<IpAddr> {
        let peer = peer.address?.ip();
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
        // What policies ask the answer to bear is there before others look at it, so that those have the last word.
        let asked = call.take_answer();
        for (name, value) in &asked {
            response.headers_mut().insert(name, value.clone());
        }
        call.fails(fault);
        match (route.fail)(&self.gateway, call, &mut response).map_err(Fault::into_answer) {
            Ok(()) => response,
            Err(Ok(mut answer)) => {
                for (name, value) in asked {
                    answer.headers_mut().entry(name).or_insert(value);
                }
                answer
            }
            Err(Err(second)) => {
                if let Some(record) = call.record_mut() {
                    record.failed(&second);
                }
                dialect.answer(second.cause())
            }
        }
    }
}

/// A call, as far as it is known before anything is waited for.
struct Called<G: 'static> {
    route: &'static Route<G>,
    call: Call,
    page: Option<Box<CrossOrigin>>,
    admitted: Flow,
}

/// A browser's question whether a page may call, and what was decided.
struct Preflight<G: 'static> {
    route: &'static Route<G>,
    index: usize,
    page: CrossOrigin,
}

impl<G: Gateway> Preflight<G> {
    fn answered(self, mut record: Box<Record>) -> http::Response<Observed> {
        let Self { route, index, page } = self;
        record.routed(index, route.operation);
        let dialect = route.operation.api.dialect;
        let mut response = page.answer().unwrap_or_else(|fault| {
            record.failed(&fault);
            dialect.answer(fault.cause())
        });
        page.dress(response.headers_mut());
        finish(response, record, dialect)
    }
}

#[cold]
fn refused(api: Option<&'static Api>, mut record: Box<Record>, fault: &Fault) -> http::Response<Observed> {
    let dialect = api.map_or(Dialect::Problem, |api| api.dialect);
    record.api = api.map(|api| api.name);
    record.failed(fault);
    finish(dialect.answer(fault.cause()), record, dialect)
}

/// The last answer of its connection: what comes behind such a request may be a part of it.
#[cold]
fn closing(mut response: Box<http::Response<Observed>>) -> Box<http::Response<Observed>> {
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
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
    /// Whether its body comes in another transfer coding than `chunked`, or in that one twice.
    coded: bool,
    /// Whether a `Connection` names headers that are of the hop.
    hop: bool,
    /// Whether it tells of a caller before its own.
    forwarded: bool,
}

fn measured(head: &request::Parts) -> Measured {
    let path = head.uri.path_and_query().map_or(0, |target| target.as_str().len());
    let line = head.method.as_str().len() + path + "  HTTP/1.1\r\n\r\n".len();
    let mut codings = 0;
    let mut measured = Measured { size: line, hosts: 0, coded: false, hop: false, forwarded: false };
    for (name, value) in &head.headers {
        measured.size += name.as_str().len() + value.len() + ": \r\n".len();
        measured.hosts += usize::from(name == header::HOST);
        if name == header::TRANSFER_ENCODING {
            codings += 1;
            measured.coded |= codings > 1 || !is_chunked(value);
        }
        measured.hop |= name == header::CONNECTION && names_headers(value);
        measured.forwarded |= tells_of_another(name);
    }
    measured
}

/// Whether a header tells whom a proxy was called by, and how.
fn tells_of_another(name: &HeaderName) -> bool {
    name == header::FORWARDED || name.as_str().starts_with("x-forwarded-")
}

/// Takes out what somebody says of another caller whose word is not taken.
#[cold]
fn strip_forwarded(headers: &mut HeaderMap) {
    while let Some(name) = headers.keys().find(|name| tells_of_another(name)).cloned() {
        headers.remove(name);
    }
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

#[cold]
fn too_many_headers(limit: usize) -> Fault {
    let message = format!("The request has more than {limit} headers.");
    Fault::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "too_many_headers", message).by("router")
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
    match first(headers, &REQUEST_ID) {
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
