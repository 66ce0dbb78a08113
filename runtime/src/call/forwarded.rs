//! What a gateway tells a backend of the caller, in headers of their own.

use std::net::SocketAddr;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::REQUEST_ID;
use crate::header::bears;
use crate::server::Peer;
use crate::text;

/// In which proxies say whom they were called by.
pub(crate) const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// What the request id and `x-forwarded-*` are made of. What stands under these names in a call is believed, since the rest was
/// taken out: the chain is continued, and scheme and host are those that the first proxy was called by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Forwarded<'c> {
    pub(super) id: Option<&'c HeaderValue>,
    pub(super) peer: Peer,
}

impl Forwarded<'_> {
    /// How many headers there are at most.
    pub(crate) const MOST: usize = 4;

    /// Sets the headers among those that go to the backend: `host` is the one that the caller named.
    pub(crate) fn set(self, headers: &mut HeaderMap, host: Option<&HeaderValue>) {
        if !bears(headers, &PROTO) {
            let scheme = if self.peer.secure { "https" } else { "http" };
            headers.insert(PROTO, HeaderValue::from_static(scheme));
        }
        if let Some(id) = self.id {
            headers.insert(REQUEST_ID, id.clone());
        }
        let of = |peer: SocketAddr| if bears(headers, &FOR) { chain(headers, peer) } else { one(peer) };
        if let Some(chain) = self.peer.address.and_then(of) {
            headers.insert(FOR, chain);
        }
        if let Some(host) = host.filter(|_| !bears(headers, &HOST)) {
            headers.insert(HOST, host.clone());
        }
    }
}

fn one(peer: SocketAddr) -> Option<HeaderValue> {
    let mut text = String::with_capacity(45);
    text::address(&mut text, peer.ip());
    HeaderValue::from_maybe_shared(Bytes::from(text)).ok()
}

/// The peer behind those that are told of. A list may come in several lines (RFC 9110, section 5.3).
#[cold]
fn chain(headers: &HeaderMap, peer: SocketAddr) -> Option<HeaderValue> {
    let peer = one(peer)?;
    let all = headers.get_all(FOR).iter().chain([&peer]).map(HeaderValue::as_bytes);
    HeaderValue::from_bytes(&all.collect::<Vec<_>>().join(&b", "[..])).ok()
}
