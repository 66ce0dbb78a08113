//! `cors`: which pages of other origins may call.

use std::time::Duration;

use http::{HeaderValue, header};

use crate::cross_origin::CrossOrigin;

/// The policy. It is asked before it is known who calls, and alone where the request is a preflight.
#[derive(Debug, Clone, Copy)]
pub struct Cors<'p> {
    /// Whether a page may send cookies and the like, and read the answer.
    pub allow_credentials: bool,
    /// Whether calls of pages of other origins than these end here.
    pub terminate_unmatched_request: bool,
    /// The origins as browsers write them, or `*` for all.
    pub allowed_origins: &'p [&'p str],
    /// The methods that a page may use, or `*` for all; without any, those that the path has.
    pub allowed_methods: &'p [&'p str],
    /// How long a browser need not ask again.
    pub preflight_result_max_age: Duration,
    /// The headers that a page may set, or `*` for all.
    pub allowed_headers: &'p [&'p str],
    /// The headers of the answer that a page may read, or `*` for all.
    pub expose_headers: &'p [&'p str],
}

impl Cors<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: Self = Self {
        allow_credentials: false,
        terminate_unmatched_request: false,
        allowed_origins: &[],
        allowed_methods: &[],
        preflight_result_max_age: Duration::ZERO,
        allowed_headers: &[],
        expose_headers: &[],
    };

    /// Decides, unless a broader scope has.
    pub fn decide(&self, request: &mut CrossOrigin) {
        let all = self.allowed_origins.contains(&ALL);
        if !all {
            request.vary();
        }
        let Some(origin) = request.undecided().cloned() else { return };
        let is = |allowed: &&str| allowed.as_bytes().eq_ignore_ascii_case(origin.as_bytes());
        if !all && !self.allowed_origins.iter().any(is) {
            if self.terminate_unmatched_request {
                request.refuse();
            }
            return;
        }
        request.grant();
        request.tell(header::ACCESS_CONTROL_ALLOW_ORIGIN, if all { HeaderValue::from_static(ALL) } else { origin });
        if self.allow_credentials {
            request.tell(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        }
        if request.preflight().is_some() {
            self.answer(request);
        } else if let Some(exposed) = listed(self.expose_headers) {
            request.tell(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        }
    }

    /// What a browser wants to know before it sends the page's request. `*` stands for what is asked for: a browser takes
    /// the sign for nothing else where credentials are sent, and never for `Authorization`.
    fn answer(&self, request: &mut CrossOrigin) {
        let Some(asked) = request.preflight().cloned() else { return };
        let methods = match self.allowed_methods {
            [] => Some(asked.offered),
            some if some.contains(&ALL) => Some(asked.method),
            some => listed(some),
        };
        let headers = if self.allowed_headers.contains(&ALL) { asked.headers } else { listed(self.allowed_headers) };
        if let Some(methods) = methods {
            request.tell(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
        }
        if let Some(headers) = headers {
            request.tell(header::ACCESS_CONTROL_ALLOW_HEADERS, headers);
        }
        let seconds = HeaderValue::from(self.preflight_result_max_age.as_secs());
        request.tell(header::ACCESS_CONTROL_MAX_AGE, seconds);
    }
}

/// Stands for all.
const ALL: &str = "*";

/// Names as a header lists them; `None` for no name, and for what no header can hold.
fn listed(names: &[&str]) -> Option<HeaderValue> {
    HeaderValue::from_str(&names.join(", ")).ok().filter(|_| !names.is_empty())
}
