//! `set-method`: another method for the backend.

use http::Method;

use crate::call::Call;
use crate::fault::{Fault, Flow};

/// The policy.
#[derive(Debug, Clone, Copy)]
pub struct SetMethod<'p> {
    /// The method.
    pub method: &'p str,
}

impl SetMethod<'_> {
    /// Sets the method of the request; its body stays.
    ///
    /// # Errors
    /// 500 for what can be no method (RFC 9110, section 9.1), and for `CONNECT` and `TRACE`: one opens a tunnel, the
    /// other's answer is the request with all that the gateway has added.
    pub fn inbound(&self, call: &mut Call) -> Flow {
        let method = Method::from_bytes(self.method.as_bytes()).ok();
        let method = method.filter(|method| *method != Method::CONNECT && *method != Method::TRACE);
        let wrong = || Fault::internal("set-method: the text is no method that calls are sent with").by("set-method");
        call.set_method(method.ok_or_else(wrong)?);
        Ok(())
    }

    /// Sets the method of the request.
    ///
    /// # Errors
    /// As [`SetMethod::inbound`].
    pub fn backend(&self, call: &mut Call) -> Flow {
        self.inbound(call)
    }
}
