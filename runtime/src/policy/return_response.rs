//! `return-response`: the call ends here, with an answer of the gateway's own.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, header};

use super::status;
use crate::body::{Body, Response};
use crate::call::Call;
use crate::fault::{Fault, Flow};

/// The policy. Nothing that would come behind it runs: neither the backend nor a policy of any scope.
#[derive(Debug, Clone, Copy)]
pub struct ReturnResponse<'p> {
    /// The status code, from 200 to 599.
    pub status: u64,
    /// The words behind it; `None`: those of the standard.
    pub reason: Option<&'p str>,
    /// The headers.
    pub headers: &'p [Header<'p>],
    /// The body.
    pub body: Option<&'p str>,
    /// The body, as JSON; it says so where no header says what it is.
    pub template: Option<&'p str>,
}

/// A header of the answer.
#[derive(Debug, Clone, Copy)]
pub struct Header<'p> {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: &'p str,
}

impl ReturnResponse<'_> {
    /// What holds where it isn't written.
    pub const DEFAULT: Self = Self { status: 200, reason: None, headers: &[], body: None, template: None };

    /// Ends the call.
    ///
    /// # Errors
    /// Always: the answer, or 500 where no answer may hold what is asked for.
    pub fn inbound(&self, _: &mut Call) -> Flow {
        self.end()
    }

    /// Ends the call.
    ///
    /// # Errors
    /// As [`ReturnResponse::inbound`].
    pub fn backend(&self, _: &mut Call) -> Flow {
        self.end()
    }

    /// Ends the call; what the backend answered goes nowhere.
    ///
    /// # Errors
    /// As [`ReturnResponse::inbound`].
    pub fn outbound(&self, _: &mut Call, _: &mut Response) -> Flow {
        self.end()
    }

    /// Ends the call; the answer that tells of the error goes nowhere.
    ///
    /// # Errors
    /// As [`ReturnResponse::inbound`].
    pub fn on_error(&self, _: &mut Call, _: &mut Response) -> Flow {
        self.end()
    }

    fn end(&self) -> Flow {
        let made = self.answer().ok_or_else(|| {
            Fault::internal("return-response: no answer can hold what is asked for").by("return-response")
        });
        Err(Fault::answered(made?))
    }

    fn answer(&self) -> Option<Response> {
        let body = self.template.or(self.body).unwrap_or_default();
        let mut response = Response::new(Body::full(Bytes::copy_from_slice(body.as_bytes())));
        status::set(&mut response, self.status, self.reason)?;
        for Header { name, value } in self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            response.headers_mut().append(name, HeaderValue::from_str(value).ok()?);
        }
        if self.template.is_some() {
            let json = HeaderValue::from_static("application/json");
            response.headers_mut().entry(header::CONTENT_TYPE).or_insert(json);
        }
        Some(response)
    }
}
