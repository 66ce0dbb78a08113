//! The event that ends a stream which broke off.

use bytes::Bytes;

/// The protocols whose clients know an error event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// OpenAI and Azure OpenAI: an unnamed event with an `error` member.
    OpenAi,
    /// Anthropic: an event called `error`.
    Anthropic,
    /// Any other: an event called `error` with problem details (RFC 9457).
    Problem,
}

const OPEN_AI: &[u8] = b"\n\ndata: {\"error\":{\"message\":\"The backend's stream broke off before its end.\",\"type\":\"server_error\",\"code\":\"backend_stream_interrupted\",\"param\":null}}\n\n";
const ANTHROPIC: &[u8] = b"\n\nevent: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"The backend's stream broke off before its end. (backend_stream_interrupted)\"}}\n\n";
const PROBLEM: &[u8] = b"\n\nevent: error\ndata: {\"type\":\"about:blank\",\"title\":\"The backend's stream broke off before its end.\",\"status\":502,\"code\":\"backend_stream_interrupted\"}\n\n";

impl Protocol {
    /// The error event. Where the stream stands inside an event, it begins by closing that one.
    #[must_use]
    pub fn interruption(self, at_boundary: bool) -> Bytes {
        let event = Bytes::from_static(match self {
            Self::OpenAi => OPEN_AI,
            Self::Anthropic => ANTHROPIC,
            Self::Problem => PROBLEM,
        });
        if at_boundary { event.slice(2..) } else { event }
    }
}
