//! `forward-request`: how a call is sent.

use std::time::Duration;

use crate::call::{Call, Manner};
use crate::fault::Flow;
use crate::upstream::HttpVersion;

/// What a fault names as its source where the backend is to blame.
pub(crate) const SOURCE: &str = "forward-request";

/// The policy. It says how the call is sent; that is done once all policies of the section have run, or at the end of the
/// `retry` that it stands in.
#[derive(Debug, Clone, Copy)]
pub struct ForwardRequest {
    /// How long the head of the answer may take, in the place of the backend's own limit.
    pub timeout: Option<Duration>,
    /// Which version of HTTP is spoken with the backend.
    pub http_version: HttpVersion,
    /// Whether redirections to the same server are followed.
    pub follow_redirects: bool,
    /// Whether the whole body is read before any of it is sent.
    pub buffer_request_body: bool,
    /// Whether an answer with a status from 400 on is an error.
    pub fail_on_error_status_code: bool,
}

impl ForwardRequest {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: Self = Self {
        timeout: None,
        http_version: HttpVersion::V1,
        follow_redirects: false,
        buffer_request_body: false,
        fail_on_error_status_code: false,
    };

    /// Notes how the call is sent.
    ///
    /// # Errors
    /// 400, 408 or 413 where the body is to be read whole and doesn't come whole.
    pub async fn backend(&self, call: &mut Call) -> Flow {
        if self.buffer_request_body {
            call.buffer_body().await?;
        }
        call.send_as(Manner {
            timeout: self.timeout,
            version: self.http_version,
            follow_redirects: self.follow_redirects,
            fail_on_error_status: self.fail_on_error_status_code,
        });
        Ok(())
    }
}
