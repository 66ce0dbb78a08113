//! Why a call got no answer from a backend, and how its caller is told: in the dialect of its API, with one code a cause.
//!
//! A fault never holds what the client sent, and never a secret.

mod dialect;
mod last_error;

use std::borrow::Cow;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::{HeaderValue, StatusCode};

use crate::body::Response;
use crate::json::{Rejected, Violation};

pub use dialect::Dialect;
pub use last_error::{LastError, Section};

/// What a step of a call gives: go on, or stop with a fault.
pub type Flow<T = ()> = Result<T, Fault>;

/// The reason why a call ends early. One pointer wide, so that a [`Flow`] stays small.
pub struct Fault(Box<Cause>);

/// What a fault says.
#[derive(Debug)]
pub struct Cause {
    /// The status of the answer.
    pub status: StatusCode,
    /// One name a cause, in snake case; part of the gateway's contract with its clients.
    pub code: &'static str,
    /// A sentence for the client's author.
    pub message: Cow<'static, str>,
    /// The parameter or, as a JSON Pointer, the member that is at fault.
    pub param: Option<Cow<'static, str>>,
    /// Rules that the body breaks.
    pub violations: Vec<Violation>,
    /// How long to wait before the next attempt, where waiting helps.
    pub retry_after: Option<Duration>,
    /// The methods that would do, with a 405.
    pub allow: Option<HeaderValue>,
    /// The policy, or the part of the gateway, that stopped the call.
    pub source: &'static str,
    /// The name that the gateway file gives that policy.
    pub policy_id: Option<&'static str>,
    /// What the call is answered with where a policy ended it without an error. Never locked: a body can be sent to
    /// another thread, not shared with it.
    answer: Option<Mutex<Response>>,
    /// More for the log, which the client is not told.
    pub detail: Option<String>,
}

/// The source of a fault that names none.
const GATEWAY: &str = "gateway";

impl Fault {
    /// A fault with a status, a code and a sentence. `source` is set by [`Fault::by`].
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Cause {
            status,
            code,
            message: message.into(),
            param: None,
            violations: Vec::new(),
            retry_after: None,
            allow: None,
            source: GATEWAY,
            policy_id: None,
            answer: None,
            detail: None,
        }))
    }

    /// 400: the request breaks the API's contract.
    #[must_use]
    pub fn bad_request(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// 500: the gateway itself is at fault; `detail` goes to the log alone.
    #[must_use]
    pub fn internal(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "The gateway failed.").detail(detail)
    }

    /// The answer to a body that a check refused: 400, with the first violation in the sentence and all in the details.
    #[must_use]
    pub fn rejected(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Syntax { offset, expected } => {
                let message = format!("The body is not valid JSON: {expected} expected at byte {offset}.");
                Self::bad_request("invalid_json", message)
            }
            Rejected::TooDeep => Self::bad_request("body_too_deep", "The body nests arrays and objects too deep."),
            Rejected::TooCostly => {
                Self::bad_request("body_too_complex", "The body is too complex to be checked against its schema.")
            }
            Rejected::Violations(violations) => Self::violated(violations),
        }
    }

    fn violated(violations: Vec<Violation>) -> Self {
        let Some(first) = violations.first() else {
            return Self::bad_request("invalid_value", "The body breaks the API's schema.");
        };
        let code = if first.keyword == "duplicate_member" { "duplicate_member" } else { "invalid_value" };
        let mut message = format!("The body breaks `{}`", first.keyword);
        if let Some(limit) = &first.limit {
            message.push_str(&format!(" ({limit})"));
        }
        let place = if first.pointer.is_empty() { "its root" } else { &first.pointer };
        message.push_str(&format!(" at {place}."));
        let pointer = first.pointer.clone();
        let mut fault = Self::bad_request(code, message).param(pointer);
        fault.0.violations = violations;
        fault
    }

    /// Names the parameter or the pointer.
    #[must_use]
    pub fn param(mut self, param: impl Into<Cow<'static, str>>) -> Self {
        self.0.param = Some(param.into());
        self
    }

    /// Answers with another status.
    #[must_use]
    pub fn status_of(mut self, status: StatusCode) -> Self {
        self.0.status = status;
        self
    }

    /// Says how long to wait.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// Names the methods that would do.
    #[must_use]
    pub fn allow(mut self, methods: HeaderValue) -> Self {
        self.0.allow = Some(methods);
        self
    }

    /// Names the policy, or the part of the gateway, that stopped the call.
    #[must_use]
    pub fn by(mut self, source: &'static str) -> Self {
        self.0.source = source;
        self
    }

    /// The same, where nothing is named yet.
    pub(crate) fn or_by(self, source: &'static str) -> Self {
        if self.0.source == GATEWAY { self.by(source) } else { self }
    }

    /// Names the policy by the id that the gateway file gives it.
    #[must_use]
    pub fn in_policy(mut self, id: &'static str) -> Self {
        self.0.policy_id = Some(id);
        self
    }

    /// No fault: the call ends here with this answer, and nothing else is done to it.
    #[must_use]
    pub fn answered(response: Response) -> Self {
        let mut fault = Self::new(response.status(), "answered", "The gateway answered the call itself.");
        fault.0.answer = Some(Mutex::new(response));
        fault
    }

    /// The answer that a policy ended the call with, or else the fault.
    ///
    /// # Errors
    /// The fault.
    pub fn into_answer(mut self) -> Result<Response, Self> {
        let answer = self.0.answer.take().ok_or(self)?;
        Ok(answer.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds what only the log is told.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// What it says.
    #[must_use]
    pub fn cause(&self) -> &Cause {
        &self.0
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The code of the cause.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(to)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{} {}: {}", self.0.status.as_u16(), self.0.code, self.0.message)
    }
}

impl std::error::Error for Fault {}
