//! What a gateway tells a backend of the caller, in headers of their own.

use std::net::SocketAddr;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::REQUEST_ID;
use crate::server::Peer;
use crate::text;

/// In which proxies say whom they were called by.
pub(crate) const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// The request id and `x-forwarded-*`. What stands under these names in a call is believed, since the rest was taken out: the
/// chain is continued, and scheme and host are those that the first proxy was called by.
#[derive(Debug, Default)]
pub(crate) struct Forwarded {
    id: Option<HeaderValue>,
    chain: Option<HeaderValue>,
    proto: Option<HeaderValue>,
    host: Option<HeaderValue>,
}

impl Forwarded {
    /// How many headers there are at most.
    pub(crate) const MOST: usize = 4;

    pub(super) fn of(headers: &HeaderMap, id: Option<&HeaderValue>, peer: Peer) -> Self {
        let scheme = if peer.secure { "https" } else { "http" };
        let unless_told = |name, own: Option<HeaderValue>| if headers.contains_key(name) { None } else { own };
        Self {
            id: id.cloned(),
            chain: peer.address.and_then(|peer| chain(headers, peer)),
            proto: unless_told(PROTO, Some(HeaderValue::from_static(scheme))),
            host: unless_told(HOST, headers.get(header::HOST).cloned()),
        }
    }

    /// Sets the headers.
    pub(crate) fn set(&self, headers: &mut HeaderMap) {
        for (name, value) in [(PROTO, &self.proto), (REQUEST_ID, &self.id), (FOR, &self.chain), (HOST, &self.host)] {
            if let Some(value) = value {
                headers.insert(name, value.clone());
            }
        }
    }
}

fn chain(headers: &HeaderMap, peer: SocketAddr) -> Option<HeaderValue> {
    let mut chain = String::with_capacity(45);
    text::address(&mut chain, peer.ip());
    // A list may come in several lines (RFC 9110, section 5.3).
    let mut before = headers.get_all(FOR).iter().map(HeaderValue::as_bytes).peekable();
    if before.peek().is_none() {
        return HeaderValue::from_maybe_shared(Bytes::from(chain)).ok();
    }
    HeaderValue::from_bytes(&before.chain([chain.as_bytes()]).collect::<Vec<_>>().join(&b", "[..])).ok()
}
