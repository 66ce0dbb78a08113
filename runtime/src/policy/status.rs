//! The status of an answer, for policies that set it.

use http::StatusCode;
use hyper::ext::ReasonPhrase;

use crate::body::Response;

/// Sets code and reason; `None` where no status line can hold them.
pub(super) fn set(response: &mut Response, code: u64, reason: Option<&str>) -> Option<()> {
    let code = u16::try_from(code).ok().filter(|code| (200..=599).contains(code))?;
    *response.status_mut() = StatusCode::from_u16(code).ok()?;
    response.extensions_mut().remove::<ReasonPhrase>();
    if let Some(reason) = reason {
        response.extensions_mut().insert(ReasonPhrase::try_from(reason.as_bytes()).ok()?);
    }
    Some(())
}
