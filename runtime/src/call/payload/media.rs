//! Which of an operation's media types a request has.

use http::{HeaderMap, StatusCode, header};

use super::Refusal;
use crate::fault::Fault;
use crate::media_type::{MediaKind, MediaType};
use crate::operation::{Content, ContentKind};

/// The entry that takes the request's media type best, and what that type is. `None`: any body is taken.
///
/// Two `Content-Type`s are refused, since two readers might take different ones. A request without one is read as what
/// the operation takes (RFC 9110, section 8.3), if that is one thing; else as JSON, if that is one of them.
pub(super) fn chosen(
    headers: &HeaderMap,
    contents: &'static [Content],
) -> Result<Option<(&'static Content, MediaKind)>, Refusal> {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let value = types.next();
    if types.next().is_some() {
        let message = "The request has several Content-Type headers.";
        return Err(Refusal::Breaks(Fault::bad_request("duplicate_content_type", message)));
    }
    let Some(first) = contents.first() else { return Ok(None) };
    let Some(value) = value else {
        return match contents {
            [_] => Ok(Some((first, MediaKind::Json))),
            _ => match contents.iter().find(|content| matches!(content.kind, ContentKind::Json(_))) {
                Some(json) => Ok(Some((json, MediaKind::Json))),
                None => Err(unsupported(contents)),
            },
        };
    };
    // Most requests say it as the document does.
    if first.media_type.as_bytes() == value.as_bytes() && !matches!(first.kind, ContentKind::Range(_)) {
        return Ok(Some((first, MediaKind::Other)));
    }
    let given = MediaType::read(value.to_str().unwrap_or_default());
    let ranked = contents.iter().filter_map(|content| Some((given.rank(content.media_type)?, content)));
    // Of equal ranks the first counts.
    let best = ranked.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, content)| Some((content, given.kind()))).ok_or_else(|| unsupported(contents))
}

/// A text that isn't read as the backend reads it isn't checked at all.
pub(super) fn utf8(headers: &HeaderMap) -> Result<(), Refusal> {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let charset = value.and_then(|value| MediaType::read(value).charset());
    if charset.is_none_or(|name| name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("us-ascii")) {
        return Ok(());
    }
    let message = "The body must be written in UTF-8.";
    Err(Refusal::Breaks(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_charset", message)))
}

#[cold]
fn unsupported(contents: &[Content]) -> Refusal {
    let all: Vec<&str> = contents.iter().map(|content| content.media_type).collect();
    let message = format!("The operation takes {}.", all.join(", "));
    Refusal::Breaks(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message))
}
