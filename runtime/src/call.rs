//! One call: the request as it stands, and all that the gateway knows of it.
//!
//! The target and the body keep the bytes that the client sent; what a policy changes is kept beside them.

mod answer;
mod attempt;
mod body;
mod consumed;
mod forwarded;
mod model;
mod notes;
mod payload;
mod price;
mod target;

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request};

use crate::expression::{Origin, Value, Variable};
use crate::fault::{Fault, Flow, LastError, Section};
use crate::llm::Tally;
use crate::operation::{Api, Operation};
use crate::parameter;
use crate::router::Captures;
use crate::server::{Limits, Peer, Product, Settings};
use crate::store::{Meter, Place, Rate, Reservation};
use crate::subscription::{Attribute, Subscriber};
use crate::telemetry::Record;
use crate::upstream::Backend;
use attempt::Sending;
use model::Renamed;
use notes::Notes;

pub(crate) use attempt::Manner;
pub(crate) use consumed::{Consumed, Quantity};
pub(crate) use forwarded::{FOR as FORWARDED_FOR, Forwarded};
pub(crate) use model::{Bound, Routed};
pub(crate) use payload::{Payload, check_whole};

/// Under which name a request's id is sent and answered.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// One call to an operation.
#[derive(Debug)]
pub struct Call {
    head: request::Parts,
    payload: Payload,
    /// The body as it was before it was coded, once it was read.
    decoded: Option<Bytes>,
    /// The body with the wish for a stream's usage, where the gateway has added it.
    asked: Option<Bytes>,
    /// What its check is to note of the body, or has noted.
    notes: Notes,
    /// Whether a check has found the body to be JSON.
    body_is_json: bool,
    /// Whether nothing more is asked of the body: it is the gateway's own, or a policy has checked it.
    body_settled: bool,
    operation: &'static Operation,
    limits: &'static Limits,
    captures: Captures,
    /// Below the backend's base path, where a policy rewrote it.
    path: Option<String>,
    /// Where it was edited; `None` stands for the client's own bytes.
    query: Option<String>,
    peer: Peer,
    client: Option<IpAddr>,
    subscription: Option<Arc<Subscriber>>,
    /// Whether a policy has checked the parameters.
    parameters_settled: bool,
    product: Option<&'static Product>,
    /// What subscriptions may say of themselves.
    attributes: &'static [Attribute],
    /// Of the token that the caller bears, as JSON.
    claims: Option<Box<[u8]>>,
    /// The model that it is for, where its API has models.
    routed: Option<Routed>,
    /// Where it names that model otherwise to the backend than the caller does.
    renamed: Renamed,
    /// Where it goes, if not to the backend of its operation.
    backend: Option<Backend>,
    /// What policies say of how it is sent, if they do.
    sending: Option<Box<Sending>>,
    /// Headers of whatever the call is answered with.
    answer: Vec<(HeaderName, HeaderValue)>,
    section: Section,
    last_error: Option<Box<LastError>>,
    /// What policies keep for those after them: a few, so that a list will do.
    variables: Vec<(&'static str, Variable)>,
    /// What limiters count when the answer is there.
    later: Vec<Later>,
    /// Taken out when the answer goes out.
    record: Option<Box<Record>>,
}

/// What a limiter counts when the answer is there.
#[derive(Debug)]
pub(crate) struct Later {
    /// The limiter's own name.
    pub(crate) counter: &'static str,
    /// What it tells callers apart by.
    pub(crate) key: String,
    pub(crate) rate: Rate,
}

impl Call {
    pub(crate) fn new(
        head: request::Parts,
        payload: Payload,
        operation: &'static Operation,
        captures: Captures,
        settings: &'static Settings,
        (peer, client): (Peer, Option<IpAddr>),
        record: Box<Record>,
    ) -> Self {
        Self {
            head,
            payload,
            decoded: None,
            asked: None,
            notes: Notes::default(),
            body_is_json: false,
            body_settled: false,
            operation,
            limits: &settings.limits,
            captures,
            path: None,
            query: None,
            peer,
            client,
            subscription: None,
            parameters_settled: false,
            product: None,
            attributes: settings.attributes,
            claims: None,
            routed: None,
            renamed: Renamed::default(),
            backend: None,
            sending: None,
            answer: Vec::new(),
            section: Section::Inbound,
            last_error: None,
            variables: Vec::new(),
            later: Vec::new(),
            record: Some(record),
        }
    }

    /// The operation that was called.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The API that holds it.
    #[must_use]
    pub fn api(&self) -> &'static Api {
        self.operation.api
    }

    /// The request's method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.head.method
    }

    /// Sends the request with another method.
    pub fn set_method(&mut self, method: Method) {
        self.head.method = method;
    }

    /// Sends the call to another backend than that of its operation.
    pub fn set_backend(&mut self, backend: Backend) {
        self.backend = Some(backend);
    }

    /// Where the call goes: `own`, or what [`Call::set_backend`] said.
    #[must_use]
    pub fn backend_or(&self, own: &Backend) -> Backend {
        self.backend.as_ref().unwrap_or(own).clone()
    }

    /// Asks the backend for an answer that isn't coded, since a policy reads it.
    pub fn ask_uncoded(&mut self) {
        self.head.headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    }

    /// The request's headers as they stand now.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The request's headers, to be edited.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.head.headers
    }

    /// A parameter of the path, decoded. `None`: the path has none of that name, or it isn't UTF-8.
    #[must_use]
    pub fn path_parameter(&self, name: &str) -> Option<Cow<'_, str>> {
        self.captures.get(self.head.uri.path(), name)
    }

    /// A parameter of the path as it was written, and whether it is one of several segments.
    pub(crate) fn path_text(&self, name: &str) -> Option<(&str, bool)> {
        self.captures.text(self.head.uri.path(), name)
    }

    /// Who sent it: the other end of the connection.
    #[must_use]
    pub fn peer(&self) -> Option<IpAddr> {
        self.peer.address.map(|peer| peer.ip())
    }

    /// Who called: [`Call::peer`], or, where that is a trusted proxy, the caller of the first that is.
    #[must_use]
    pub fn client(&self) -> Option<IpAddr> {
        self.client
    }

    /// The subscription whose key admitted the call.
    #[must_use]
    pub fn subscription(&self) -> Option<&Arc<Subscriber>> {
        self.subscription.as_ref()
    }

    /// The product that the call came by: that of its subscription, or an open one. `None`: the subscription is one of
    /// the API or of all APIs, or there is none and no open product holds the API.
    #[must_use]
    pub fn product(&self) -> Option<&'static Product> {
        self.product
    }

    /// An attribute of the subscription; without one, its default. Absent: the gateway declares none of this name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Value<'_> {
        let value = match &self.subscription {
            Some(subscriber) => subscriber.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value),
            None => self.attributes.iter().find(|known| known.name == name).map(|known| &known.default),
        };
        Value::variable(value)
    }

    /// A claim of the caller's token, by its JSON pointer (RFC 6901). Absent where no policy has looked at one.
    #[must_use]
    pub fn claim(&self, pointer: &str) -> Value<'_> {
        self.claims.as_deref().map_or(Value::ABSENT, |claims| Value::json(claims, Origin::Token).member(pointer))
    }

    /// Keeps the claims of a token that is good, as JSON.
    pub(crate) fn keep_claims(&mut self, claims: Vec<u8>) {
        self.claims = Some(claims.into_boxed_slice());
    }

    pub(crate) fn admit(&mut self, subscriber: Option<Arc<Subscriber>>, product: Option<&'static Product>) {
        if let Some(record) = &mut self.record {
            record.subscription.clone_from(&subscriber);
            record.product = product.map(|product| product.name);
        }
        self.subscription = subscriber;
        self.product = product;
    }

    /// Where the call is in its life.
    #[must_use]
    pub fn section(&self) -> Section {
        self.section
    }

    /// Why the call failed; what the policies on errors look at.
    #[must_use]
    pub fn last_error(&self) -> Option<&LastError> {
        self.last_error.as_deref()
    }

    pub(crate) fn fails(&mut self, fault: &Fault) {
        self.last_error = Some(Box::new(LastError::new(fault, self.section)));
        self.section = Section::OnError;
    }

    /// What a policy kept under a name.
    #[must_use]
    pub fn variable(&self, name: &str) -> Value<'_> {
        Value::variable(self.variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value))
    }

    /// Keeps a value under a name, in the place of an earlier one.
    pub fn set_variable(&mut self, name: &'static str, value: Variable) {
        match self.variables.iter_mut().find(|(known, _)| *known == name) {
            Some((_, kept)) => *kept = value,
            None => self.variables.push((name, value)),
        }
    }

    /// The id of the request: the client's own, or a new one.
    #[must_use]
    pub fn request_id(&self) -> &str {
        self.record.as_ref().and_then(|record| record.request_id.to_str().ok()).unwrap_or_default()
    }

    /// Whether policies have set headers or the query, perhaps to what the caller may not see.
    pub(crate) fn bears_more_than_it_came_with(&self) -> bool {
        self.query.is_some() || self.head.headers.values().any(HeaderValue::is_sensitive)
    }

    /// The headers for the backend: the client's as the policies left them, the request id and `x-forwarded-*`. The
    /// credential that admitted the caller is out; the headers of the hop (RFC 9110, section 7.6.1) are still in.
    #[must_use]
    pub fn upstream_headers(&self) -> HeaderMap {
        let mut headers = self.head.headers.clone();
        self.forwarded().set(&mut headers, self.head.headers.get(header::HOST));
        headers
    }

    /// What is told of the caller beside its own headers.
    pub(crate) fn forwarded(&self) -> Forwarded<'_> {
        Forwarded { id: self.record.as_ref().map(|record| &record.request_id), peer: self.peer }
    }

    /// The path as the caller has asked for it.
    pub(crate) fn asked_path(&self) -> &str {
        self.head.uri.path()
    }

    /// What is counted while the bodies pass.
    pub(crate) fn tally(&self) -> Arc<Tally> {
        self.record.as_ref().map(|record| record.tally.clone()).unwrap_or_default()
    }

    /// Notes that an attempt at a backend begins now.
    pub(crate) fn upstream_began(&mut self, backend: &'static str, now: Instant) {
        self.section = Section::Backend;
        if let Some(record) = &mut self.record {
            record.upstream_began(backend, now);
        }
    }

    /// Notes the head of a backend's answer.
    pub(crate) fn upstream_answered(&mut self, status: StatusCode) {
        self.section = Section::Outbound;
        if let Some(record) = &mut self.record {
            record.upstream_answered(status);
        }
    }

    /// Notes that a backend gave no answer. `cause` is a short name for the metrics, such as `connect` or `timeout`.
    pub(crate) fn upstream_failed(&mut self, cause: &'static str) {
        if let Some(record) = &mut self.record {
            record.upstream_failed(cause);
        }
    }

    /// Adds a header to whatever the call will be answered with, an error too; another of this name is replaced.
    pub(crate) fn answer_with(&mut self, name: HeaderName, value: HeaderValue) {
        self.answer.retain(|(other, _)| *other != name);
        self.answer.push((name, value));
    }

    /// The headers of [`Call::answer_with`].
    pub(crate) fn take_answer(&mut self) -> Vec<(HeaderName, HeaderValue)> {
        std::mem::take(&mut self.answer)
    }

    /// Keeps a place until the call has ended, its answer's body included.
    pub(crate) fn hold(&mut self, place: Place) {
        if let Some(record) = &mut self.record {
            record.places.push(place);
        }
    }

    /// Notes what a limiter counts when the answer is there.
    pub(crate) fn count_later(&mut self, later: Later) {
        self.later.push(later);
    }

    /// What a limiter is to count now.
    pub(crate) fn counts_now(&mut self, counter: &str) -> Option<Later> {
        let at = self.later.iter().position(|later| later.counter == counter)?;
        Some(self.later.swap_remove(at))
    }

    /// Gives a place back, unless the call was sent while it was held: then it is kept until the call has ended.
    pub fn leave(&mut self, place: Place) {
        if self.section == Section::Outbound {
            self.hold(place);
        }
    }

    /// Has the bytes of the call added to a quota when it has ended.
    pub(crate) fn meter(&mut self, meter: Meter) {
        if let Some(record) = &mut self.record {
            record.meters.push(meter);
        }
    }

    /// Has the tokens of the call put in the place of what was reserved for them, when it has ended.
    pub(crate) fn reserved(&mut self, reservation: Reservation) {
        if let Some(record) = &mut self.record {
            record.reservations.push(reservation);
        }
    }

    /// Notes which model is asked, where that is told.
    pub(crate) fn note_model(&mut self) {
        let Some(record) = self.record.as_ref().filter(|record| record.tells_model()) else { return };
        let model = match self.routed {
            Some(Routed { target, .. }) => Some(target.model.to_owned()),
            None if record.model.is_some() => return,
            None => crate::telemetry::model(self.path(), self.body()),
        };
        if let Some(record) = &mut self.record {
            record.model = model;
        }
    }

    /// Has what the call costs put in the place of what was reserved for it, when it has ended.
    pub(crate) fn reserved_money(&mut self, reservation: Reservation) {
        if let Some(record) = &mut self.record {
            record.bill.reservations.push(reservation);
        }
    }

    pub(crate) fn record_mut(&mut self) -> Option<&mut Record> {
        self.record.as_deref_mut()
    }

    pub(crate) fn take_record(&mut self) -> Option<Box<Record>> {
        self.record.take()
    }

    /// Reads and checks the parameters that the operation declares.
    ///
    /// # Errors
    /// 400 for a missing or wrong parameter, 404 for a path parameter that isn't allowed.
    pub fn check_parameters(&mut self) -> Flow {
        if self.parameters_settled {
            return Ok(());
        }
        parameter::check(self, self.operation.parameters)
    }

    /// Notes that a policy checks the parameters.
    pub(crate) fn settle_parameters(&mut self) {
        self.parameters_settled = true;
    }
}

impl From<std::convert::Infallible> for Fault {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}
