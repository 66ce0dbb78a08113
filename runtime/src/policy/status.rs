//! The status of an answer, for policies that set it.

use http::{StatusCode, header};
use hyper::ext::ReasonPhrase;

use crate::body::{Body, Response};

/// Sets code and reason; `None` where no status line can hold them. A status without content takes the body with it, and
/// what said how long that is (RFC 9110, section 8.6).
pub(super) fn set(response: &mut Response, code: u64, reason: Option<&str>) -> Option<()> {
    let code = u16::try_from(code).ok().filter(|code| (200..=599).contains(code))?;
    *response.status_mut() = StatusCode::from_u16(code).ok()?;
    if matches!(response.status(), StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED) {
        *response.body_mut() = Body::Empty;
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    response.extensions_mut().remove::<ReasonPhrase>();
    if let Some(reason) = reason {
        response.extensions_mut().insert(ReasonPhrase::try_from(reason.as_bytes()).ok()?);
    }
    Some(())
}
