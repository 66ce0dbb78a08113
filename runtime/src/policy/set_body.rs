//! `set-body`: another body for the request or the answer.

use bytes::Bytes;
use http::{HeaderMap, header};

use crate::body::{Body, Response};
use crate::call::Call;
use crate::fault::Flow;

/// The policy.
#[derive(Debug, Clone, Copy)]
pub struct SetBody<'p> {
    /// The body.
    pub value: &'p str,
}

impl SetBody<'_> {
    /// Puts the body in the place of the request's, which is not read any more. It is not checked: it is the gateway's own.
    ///
    /// # Errors
    /// None today.
    pub fn inbound(&self, call: &mut Call) -> Flow {
        uncoded(call.headers_mut());
        call.set_body(Bytes::copy_from_slice(self.value.as_bytes()));
        Ok(())
    }

    /// Puts the body in the place of the request's.
    ///
    /// # Errors
    /// None today.
    pub fn backend(&self, call: &mut Call) -> Flow {
        self.inbound(call)
    }

    /// Puts the body in the place of the answer's, which is not read any more.
    ///
    /// # Errors
    /// None today.
    pub fn outbound(&self, _: &mut Call, response: &mut Response) -> Flow {
        uncoded(response.headers_mut());
        *response.body_mut() = Body::full(Bytes::copy_from_slice(self.value.as_bytes()));
        Ok(())
    }

    /// Puts the body in the place of the answer's.
    ///
    /// # Errors
    /// None today.
    pub fn on_error(&self, call: &mut Call, response: &mut Response) -> Flow {
        self.outbound(call, response)
    }
}

/// What was said of the other body's bytes holds of these no more.
fn uncoded(headers: &mut HeaderMap) {
    for name in [header::CONTENT_ENCODING, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::ETAG] {
        headers.remove(name);
    }
}
