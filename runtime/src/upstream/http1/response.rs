//! An answer as it comes in: its head, and where its body ends (RFC 9112, section 6.3).

use std::mem::MaybeUninit;

use bytes::{Buf as _, Bytes};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Version, header};
use http_body::{Frame, SizeHint};
use httparse::{ParserConfig, Status};
use hyper::ext::ReasonPhrase;

use super::super::failure::Failure;
use super::chunks::Chunks;
use crate::header::bears;
use crate::operation::is_chunked;

/// No head has more headers.
const HEADERS: usize = 100;

/// As many headers the gateway adds to an answer, most often: a map that grows costs more than one that has room.
const MORE: usize = 4;

/// No body says that it is longer, so that what is put before one can be added to its length.
pub(super) const LONGEST_BODY: u64 = u64::MAX >> 1;

/// The head of an answer.
pub(super) struct Head {
    pub(super) answer: Response<()>,
    pub(super) extent: Extent,
    /// Whether the connection stays open behind the answer (section 9.3).
    pub(super) persists: bool,
}

/// What is still to come of a body.
#[derive(Debug)]
pub(super) enum Extent {
    /// So many bytes.
    Length(u64),
    Chunked(Chunks),
    /// All until the connection ends.
    Connection,
}

/// What was there of a body.
pub(super) enum Taken {
    Frame(Frame<Bytes>),
    /// Nothing yet.
    Nothing,
    /// It has ended.
    All,
}

/// Takes a head, interim or not, from the beginning of what has come, where it is whole.
pub(super) fn take(ahead: &mut Bytes, asked: &Method) -> Result<Option<Head>, Failure> {
    if ahead.is_empty() {
        return Ok(None);
    }
    let mut space = [const { MaybeUninit::uninit() }; HEADERS];
    let mut parsed = httparse::Response::new(&mut []);
    let length = match ParserConfig::default().parse_response_with_uninit_headers(&mut parsed, ahead, &mut space) {
        Ok(Status::Complete(length)) => length,
        Ok(Status::Partial) => return Ok(None),
        Err(error) => return Err(invalid(error)),
    };
    let mut answer = Response::new(());
    *answer.status_mut() = StatusCode::from_u16(parsed.code.unwrap_or_default()).map_err(invalid)?;
    *answer.version_mut() = if parsed.version == Some(0) { Version::HTTP_10 } else { Version::HTTP_11 };
    if let Some(reason) = parsed.reason.filter(|reason| Some(*reason) != answer.status().canonical_reason())
        && let Ok(reason) = ReasonPhrase::try_from(Bytes::copy_from_slice(reason.as_bytes()))
    {
        answer.extensions_mut().insert(reason);
    }
    *answer.headers_mut() = fields(ahead, parsed.headers)?;
    ahead.advance(length);
    let extent = extent(&mut answer, asked)?;
    let persists = match &extent {
        Extent::Length(_) => persists(&answer),
        // Who says a length as well may be two (section 6.3).
        Extent::Chunked(_) => persists(&answer) && !bears(answer.headers(), &header::CONTENT_LENGTH),
        Extent::Connection => false,
    };
    Ok(Some(Head { answer, extent, persists }))
}

/// Whether a head may end here: at an empty line.
pub(super) fn may_end(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'\n', bytes).any(|at| {
        let line = bytes.get(at + 1..).unwrap_or_default();
        line.starts_with(b"\n") || line.starts_with(b"\r\n")
    })
}

/// Headers or trailers, as slices of the bytes that they were found in.
pub(super) fn fields(bytes: &Bytes, found: &[httparse::Header<'_>]) -> Result<HeaderMap, Failure> {
    let mut fields = HeaderMap::with_capacity(found.len() + MORE);
    for field in found {
        let name = HeaderName::from_bytes(field.name.as_bytes()).map_err(invalid)?;
        fields.append(name, HeaderValue::from_maybe_shared(bytes.slice_ref(field.value)).map_err(invalid)?);
    }
    Ok(fields)
}

/// What comes behind a head, in the order of the standard. A length that is said more than once goes on as one (RFC 9110, section
/// 8.6).
fn extent(answer: &mut Response<()>, asked: &Method) -> Result<Extent, Failure> {
    let (status, headers) = (answer.status(), answer.headers());
    if status == StatusCode::SWITCHING_PROTOCOLS || *asked == Method::CONNECT && status.is_success() {
        return Err(invalid("it switches protocols, which nobody asked for"));
    }
    let bodiless = matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    if bodiless || status.is_informational() || *asked == Method::HEAD {
        return Ok(Extent::NONE);
    }
    if bears(headers, &header::TRANSFER_ENCODING) {
        let mut codings = headers.get_all(header::TRANSFER_ENCODING).iter();
        let chunked = codings.next().is_some_and(is_chunked) && codings.next().is_none();
        // The caller could not undo another, since the header that tells of it stays behind with the hop.
        return if chunked && answer.version() == Version::HTTP_11 {
            Ok(Extent::Chunked(Chunks::default()))
        } else {
            Err(invalid("it has a transfer coding other than chunked, which nobody asked for"))
        };
    }
    let mut lengths =
        headers.get_all(header::CONTENT_LENGTH).iter().flat_map(|line| line.as_bytes().split(|&b| b == b','));
    let Some(first) = lengths.next() else { return Ok(Extent::Connection) };
    let mut again = false;
    let mut repeated = lengths.inspect(|_| again = true);
    let length = number(first).filter(|length| repeated.all(|other| number(other) == Some(*length)));
    let length = length.filter(|length| *length <= LONGEST_BODY).ok_or_else(|| invalid("it has no valid length"))?;
    if again {
        answer.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    }
    Ok(Extent::Length(length))
}

/// Digits alone: no sign, which a number in Rust may have.
fn number(text: &[u8]) -> Option<u64> {
    let text = text.trim_ascii();
    if !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn persists(answer: &Response<()>) -> bool {
    if !bears(answer.headers(), &header::CONNECTION) {
        return answer.version() == Version::HTTP_11;
    }
    let lists = answer.headers().get_all(header::CONNECTION);
    let says = |word: &str| {
        let mut words = lists.iter().flat_map(|list| list.as_bytes().split(|&b| b == b','));
        words.any(|known| known.trim_ascii().eq_ignore_ascii_case(word.as_bytes()))
    };
    !says("close") && (answer.version() == Version::HTTP_11 || says("keep-alive"))
}

pub(super) fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Failure {
    Failure::Invalid(error.into())
}

impl Extent {
    pub(super) const NONE: Self = Self::Length(0);

    pub(super) fn is_none(&self) -> bool {
        match self {
            Self::Length(left) => *left == 0,
            Self::Chunked(chunks) => chunks.have_ended(),
            Self::Connection => false,
        }
    }

    pub(super) fn ends_with_connection(&self) -> bool {
        matches!(self, Self::Connection)
    }

    pub(super) fn size_hint(&self) -> SizeHint {
        match self {
            Self::Length(left) => SizeHint::with_exact(*left),
            Self::Chunked(_) | Self::Connection => SizeHint::default(),
        }
    }

    /// Takes what is there, in one piece.
    pub(super) fn take(&mut self, ahead: &mut Bytes) -> Result<Taken, Failure> {
        let most = match self {
            Self::Length(0) => return Ok(Taken::All),
            Self::Chunked(chunks) => return chunks.take(ahead),
            Self::Length(left) => usize::try_from(*left).unwrap_or(usize::MAX),
            Self::Connection => usize::MAX,
        };
        if ahead.is_empty() {
            return Ok(Taken::Nothing);
        }
        let piece = ahead.split_to(ahead.len().min(most));
        if let Self::Length(left) = self {
            *left -= piece.len() as u64;
        }
        Ok(Taken::Frame(Frame::data(piece)))
    }
}
