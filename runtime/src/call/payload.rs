//! The body of a request: read at most once, under a limit, and checked as the operation declares it.

mod coding;
mod media;
mod named;
mod whole;

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt;

use super::Call;
use super::notes::Notes;
use crate::body::{BodyError, Incoming, RequestBytes};
use crate::fault::{Fault, Flow};
use crate::json;
use crate::llm::Tally;
use crate::media_type::{MediaKind, MediaType};
use crate::multipart::{self, Checked, Findings, Form};
use crate::operation::{Action, ContentKind, RequestBody};
use crate::upstream::Replay;
use coding::Coding;

pub(super) use named::{in_form, in_whole_form, is_form};

/// How far the body has come.
#[derive(Debug)]
pub(crate) enum Payload {
    Unread(Incoming),
    Whole(Bytes),
    /// To be checked as it goes.
    Checked(RequestBytes),
    /// To be sent more than once.
    Kept(Replay),
    /// It went to the backend.
    Taken,
}

/// What holds a body in while it comes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Its bytes.
    pub(crate) size: u64,
    /// When all of it must have come. Looked at with each part: who sends nothing at all is seen by the limit on pauses.
    pub(crate) until: Instant,
}

impl Bounds {
    fn in_time(&self) -> Result<(), Fault> {
        if Instant::now() > self.until { Err(late("The body took too long to come.")) } else { Ok(()) }
    }
}

#[cold]
fn late(message: &'static str) -> Fault {
    Fault::new(StatusCode::REQUEST_TIMEOUT, "body_timeout", message)
}

impl Payload {
    pub(crate) fn into_request(self, bounds: Bounds, tally: Option<Arc<Tally>>) -> RequestBytes {
        match self {
            Self::Whole(bytes) if !bytes.is_empty() => RequestBytes::Full(bytes),
            Self::Unread(body) if !body.is_end_stream() => {
                RequestBytes::Stream(Box::pin(Limited { body, bounds, read: 0, tally }))
            }
            Self::Checked(body) => body,
            Self::Kept(mut replay) => replay.take(),
            Self::Whole(_) | Self::Unread(_) | Self::Taken => RequestBytes::Empty,
        }
    }
}

/// Checks the body by its declaration. A fault is refused, or only noted, as the API says.
pub(super) async fn check(call: &mut Call) -> Flow {
    within_limit(call)?;
    let action = call.api().validate.request;
    if action == Action::Ignore {
        return Ok(());
    }
    match by_declaration(call).await {
        Ok(()) => Ok(()),
        // What could not be read can't be forwarded either.
        Err(Refusal::Unreadable(fault)) => Err(fault),
        Err(Refusal::Breaks(fault)) => {
            if let Some(record) = call.record_mut() {
                record.violated(&fault);
            }
            if action == Action::Prevent { Err(fault) } else { Ok(()) }
        }
    }
}

/// Reads a body that says it is JSON and no check has read; other bodies go as they come.
pub(super) async fn keep(call: &mut Call) -> Flow {
    let json = call.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(MediaType::read);
    let unread = matches!(&call.payload, Payload::Unread(body) if !body.is_end_stream());
    if !unread || json.is_none_or(|media_type| media_type.kind() != MediaKind::Json) {
        return Ok(());
    }
    let read = match coding::of(call.headers()) {
        Ok(coding) => readable(call, coding).await,
        Err(fault) => Err(Refusal::Breaks(fault)),
    };
    match read {
        Err(Refusal::Unreadable(fault)) => Err(fault),
        // What is wrongly coded is no JSON, which is for whoever reads it to say.
        Ok(_) | Err(Refusal::Breaks(_)) => Ok(()),
    }
}

/// Whether nothing says that the body is something else than JSON.
pub(super) fn says_json(call: &Call) -> bool {
    let mut types = call.headers().get_all(header::CONTENT_TYPE).iter();
    match (types.next(), types.next()) {
        (None, _) => true,
        (Some(said), None) => said.to_str().is_ok_and(|said| MediaType::read(said).kind() == MediaKind::Json),
        (Some(_), Some(_)) => false,
    }
}

enum Refusal {
    Unreadable(Fault),
    Breaks(Fault),
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        let (Refusal::Unreadable(fault) | Refusal::Breaks(fault)) = refusal;
        fault
    }
}

/// Reads the body whole.
pub(super) async fn whole(call: &mut Call) -> Flow<Bytes> {
    within_limit(call)?;
    let coding = coding::of(call.headers())?;
    Ok(readable(call, coding).await?)
}

/// Reads the body whole, and gives it as it was before it was coded.
async fn readable(call: &mut Call, coding: Option<Coding>) -> Result<Bytes, Refusal> {
    let body = read(call).await.map_err(Refusal::Unreadable)?;
    let Some(coding) = coding.filter(|_| !body.is_empty()) else { return Ok(body) };
    if let Some(decoded) = &call.decoded {
        return Ok(decoded.clone());
    }
    let decoded = coding::decode(&body, coding, call.limits.body).map_err(Refusal::Breaks)?;
    call.decoded = Some(decoded.clone());
    Ok(decoded)
}

/// Checks the body by its declaration, whatever the API does with what breaks it.
pub(super) async fn declared_check(call: &mut Call) -> Flow {
    Ok(by_declaration(call).await?)
}

/// Whether the operation declares the body's media type.
pub(super) fn check_media_type(call: &Call) -> Flow {
    media::chosen(call.headers(), call.operation().body.contents)?;
    Ok(())
}

/// Checks a body that was read whole.
pub(crate) fn check_whole(body: &[u8], kind: ContentKind) -> Flow {
    whole::check(body, kind).map(|_| ())
}

async fn by_declaration(call: &mut Call) -> Result<(), Refusal> {
    let RequestBody { required, contents } = call.operation().body;
    if is_empty(call) {
        return if required { Err(missing()) } else { Ok(()) };
    }
    let Some((content, media_type)) = media::chosen(call.headers(), contents)? else { return Ok(()) };
    let kind = match (content.kind, media_type) {
        (ContentKind::Range(check), MediaKind::Json) => ContentKind::Json(check),
        (ContentKind::Range(check), MediaKind::Form) => ContentKind::Form(&[], check),
        (ContentKind::Range(_), MediaKind::Other) => ContentKind::Unread,
        (kind, _) => kind,
    };
    if matches!(kind, ContentKind::Unread) {
        return Ok(());
    }
    let coding = coding::of(call.headers()).map_err(Refusal::Breaks)?;
    if matches!(kind, ContentKind::Xml(..)) {
        media::utf8(call.headers())?;
    }
    if let ContentKind::Multipart(fields, whole) = kind {
        let delimiter = delimiter(call.headers())?;
        let length = delimiter.len();
        if coding.is_some() {
            // It can't be checked as it goes.
            readable(call, coding).await?;
        }
        return form(call, Form::new(delimiter, fields, whole), length);
    }
    let body = readable(call, coding).await?;
    if body.is_empty() {
        return if required { Err(missing()) } else { Ok(()) };
    }
    let passed = match (kind, call.notes.wanted()) {
        (ContentKind::Json(check), Some(beginnings)) => {
            let noted = json::check_and_note(&body, check, beginnings);
            let (passed, noted) = noted.map_err(|rejected| Refusal::Breaks(Fault::rejected(rejected)))?;
            call.notes = Notes::Made(body.clone(), noted);
            passed
        }
        _ => whole::check(&body, kind).map_err(Refusal::Breaks)?,
    };
    call.body_is_json = matches!(kind, ContentKind::Json(_));
    if passed.unknown_values > 0
        && let Some(record) = call.record_mut()
    {
        record.unknown_values += passed.unknown_values;
    }
    Ok(())
}

/// The media type of forms with files.
const FORM: &str = "multipart/form-data";

/// What the form's delimiters begin with. Two readers might take different ones of two headers.
fn delimiter(headers: &HeaderMap) -> Result<Vec<u8>, Refusal> {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (types.next(), types.next()) else {
        let message = format!("The operation takes {FORM}, which one Content-Type must say.");
        let fault = Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message);
        return Err(Refusal::Breaks(fault));
    };
    multipart::delimiter(value.to_str().unwrap_or_default()).map_err(|malformed| Refusal::Breaks(malformed.into()))
}

/// Checks a form that was read; else has it checked as it goes to the backend. `length` is that of its delimiter.
fn form(call: &mut Call, mut form: Form, length: usize) -> Result<(), Refusal> {
    match std::mem::replace(&mut call.payload, Payload::Taken) {
        Payload::Unread(body) => {
            let (action, bounds) = (call.api().validate.request, call.bounds());
            let findings = Arc::new(Findings::default());
            let tally = call.record_mut().map(|record| {
                record.findings = Some(findings.clone());
                record.tally.clone()
            });
            let body = Box::pin(Limited { body, bounds, read: 0, tally });
            let checked = Checked::new(body, form, length, action, findings);
            call.payload = Payload::Checked(RequestBytes::Stream(Box::pin(checked)));
            Ok(())
        }
        Payload::Whole(bytes) => {
            let read = form.feed(call.decoded.as_ref().unwrap_or(&bytes)).and_then(|()| form.end());
            call.payload = Payload::Whole(bytes);
            if let Some(record) = call.record_mut() {
                record.unknown_values += form.unknown_values();
            }
            match form.take_fault().or_else(|| read.err().map(Fault::from)) {
                Some(fault) => Err(Refusal::Breaks(fault)),
                None => Ok(()),
            }
        }
        other => {
            call.payload = other;
            Ok(())
        }
    }
}

pub(super) fn is_empty(call: &Call) -> bool {
    match &call.payload {
        Payload::Unread(body) => body.is_end_stream(),
        Payload::Whole(bytes) => bytes.is_empty(),
        Payload::Checked(_) | Payload::Kept(_) => false,
        Payload::Taken => true,
    }
}

#[cold]
fn missing() -> Refusal {
    Refusal::Breaks(Fault::bad_request("missing_body", "The operation needs a body."))
}

fn declared(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Refuses a body by its declared length, before any of it is read.
fn within_limit(call: &Call) -> Flow {
    match declared(call.headers()) {
        Some(length) if length > call.limits.body => Err(too_large(call.limits.body)),
        _ => Ok(()),
    }
}

#[cold]
fn too_large(limit: u64) -> Fault {
    let message = format!("The body is larger than {limit} bytes.");
    Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", message)
}

#[cold]
fn broken_off(error: &BodyError) -> Fault {
    Fault::bad_request("incomplete_body", "The body broke off.").detail(error.to_string())
}

/// Reads the body whole. One frame is used as it is; more are joined in one allocation where the length was declared.
async fn read(call: &mut Call) -> Flow<Bytes> {
    let (limit, idle, bounds) = (call.limits.body, call.limits.body_idle, call.bounds());
    let mut body = match std::mem::replace(&mut call.payload, Payload::Taken) {
        Payload::Unread(body) => body,
        Payload::Whole(bytes) => {
            call.payload = Payload::Whole(bytes.clone());
            return Ok(bytes);
        }
        // A body is checked once, and kept as what it was.
        other @ (Payload::Checked(_) | Payload::Kept(_) | Payload::Taken) => {
            call.payload = other;
            return Ok(Bytes::new());
        }
    };
    let declared = body.size_hint().exact();
    let first = frame(&mut body, idle).await?.unwrap_or_default();
    let whole = if body.is_end_stream() || declared == Some(first.len() as u64) {
        if first.len() as u64 > limit {
            return Err(too_large(limit));
        }
        first
    } else {
        let expected = declared.unwrap_or(first.len() as u64 * 2).min(limit);
        let mut joined = BytesMut::with_capacity(usize::try_from(expected).unwrap_or_default());
        joined.extend_from_slice(&first);
        while let Some(next) = frame(&mut body, idle).await? {
            bounds.in_time()?;
            if (joined.len() + next.len()) as u64 > limit {
                return Err(too_large(limit));
            }
            joined.extend_from_slice(&next);
        }
        if joined.len() as u64 > limit {
            return Err(too_large(limit));
        }
        joined.freeze()
    };
    if let Some(record) = call.record_mut() {
        record.tally.came(whole.len() as u64);
    }
    call.payload = Payload::Whole(whole.clone());
    Ok(whole)
}

/// The next data; trailers are passed over, as a body that is read whole has a length of its own upstream.
async fn frame(body: &mut Incoming, idle: Duration) -> Flow<Option<Bytes>> {
    loop {
        // What is there already needs no timer.
        let next = match poll_fn(|cx| Poll::Ready(Pin::new(&mut *body).poll_frame(cx))).await {
            Poll::Ready(next) => next,
            Poll::Pending => match tokio::time::timeout(idle, body.frame()).await {
                Ok(next) => next,
                Err(_) => return Err(late("The body stopped coming.")),
            },
        };
        match next {
            None => return Ok(None),
            Some(Err(error)) => return Err(broken_off(&error)),
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}

/// A body that is forwarded unread, counted and kept under the limit.
struct Limited {
    body: Incoming,
    bounds: Bounds,
    read: u64,
    tally: Option<Arc<Tally>>,
}

impl http_body::Body for Limited {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = &mut *self;
        Pin::new(&mut this.body).poll_frame(cx).map(|frame| {
            let frame = match frame? {
                Ok(frame) => frame,
                Err(error) => return Some(Err(broken_off(&error).into())),
            };
            this.read += frame.data_ref().map_or(0, |data| data.len() as u64);
            if let Some(tally) = &this.tally {
                tally.came(this.read);
            }
            if this.read > this.bounds.size {
                return Some(Err(too_large(this.bounds.size).into()));
            }
            Some(this.bounds.in_time().map(|()| frame).map_err(Into::into))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
