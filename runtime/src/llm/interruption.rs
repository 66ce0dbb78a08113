//! The event that ends a stream which broke off.

use bytes::Bytes;

use crate::fault::Dialect;

/// The code that the event bears, and the access log.
pub const INTERRUPTED: &str = "backend_stream_interrupted";

const OPEN_AI: &[u8] = b"\n\ndata: {\"error\":{\"message\":\"The backend's stream broke off before its end.\",\"type\":\"server_error\",\"code\":\"backend_stream_interrupted\",\"param\":null}}\n\n";
const ANTHROPIC: &[u8] = b"\n\nevent: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"The backend's stream broke off before its end. (backend_stream_interrupted)\"}}\n\n";
const PROBLEM: &[u8] = b"\n\nevent: error\ndata: {\"type\":\"about:blank\",\"title\":\"The backend's stream broke off before its end.\",\"status\":502,\"code\":\"backend_stream_interrupted\"}\n\n";

/// The error event of a dialect. Where the stream stands inside an event, it begins by closing that one.
#[must_use]
pub fn interruption(dialect: Dialect, at_boundary: bool) -> Bytes {
    let event = Bytes::from_static(match dialect {
        Dialect::OpenAi | Dialect::AzureOpenAi => OPEN_AI,
        Dialect::Anthropic => ANTHROPIC,
        Dialect::Problem => PROBLEM,
    });
    if at_boundary { event.slice(2..) } else { event }
}
