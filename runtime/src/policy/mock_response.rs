//! `mock-response`: the call ends here, with an example of what the document declares.

use bytes::Bytes;
use http::{HeaderValue, header};

use super::status;
use crate::body::{Body, Response};
use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::operation::{Example, of_status};

/// The policy. Nothing that would come behind it runs.
#[derive(Debug, Clone, Copy)]
pub struct MockResponse<'p> {
    /// The status code, from 200 to 599.
    pub status_code: u64,
    /// The media type. Where the document has no example in it, one in another is taken.
    pub content_type: &'p str,
    /// Which of several examples, from 0; the first where there are fewer.
    pub index: u64,
}

impl MockResponse<'_> {
    /// What holds where it isn't written.
    pub const DEFAULT: Self = Self { status_code: 200, content_type: "application/json", index: 0 };

    /// Ends the call. Without an example, the answer has no body.
    ///
    /// # Errors
    /// Always: the answer, or 500 for a code that no answer can have.
    pub fn inbound(&self, call: &mut Call) -> Flow {
        let mut response = Response::default();
        status::set(&mut response, self.status_code, None)
            .ok_or_else(|| Fault::internal("mock-response: no answer can have this status").by("mock-response"))?;
        let documented = of_status(call.operation().answers, response.status());
        if let Some(example) = documented.and_then(|documented| self.example(documented.examples)) {
            *response.body_mut() = Body::full(Bytes::from_static(example.body.as_bytes()));
            if let Ok(media_type) = HeaderValue::from_str(example.media_type) {
                response.headers_mut().insert(header::CONTENT_TYPE, media_type);
            }
        }
        Err(Fault::answered(response))
    }

    fn example(&self, examples: &'static [Example]) -> Option<&'static Example> {
        let fit = || examples.iter().filter(|example| example.media_type.eq_ignore_ascii_case(self.content_type));
        let nth = usize::try_from(self.index).ok().and_then(|index| fit().nth(index));
        nth.or_else(|| fit().next()).or_else(|| examples.first())
    }
}
