//! What can go wrong between a call and its backend.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

use http::StatusCode;

use crate::fault::Fault;
use crate::policy::FORWARDING;

/// The part of an exchange that took too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Name resolution, TCP and TLS.
    Connect,
    /// The wait for the head of the answer, once the request was sent.
    Head,
    /// The backend took no more of the request's body.
    Upload,
    /// The caller sent no more of the request's body.
    Caller,
}

/// Why a backend gave no answer. Its text is for the log: it may name addresses, never a credential.
#[derive(Debug)]
pub enum Failure {
    /// The name of the backend's host has no address.
    Resolve(io::Error),
    /// No connection could be made.
    Connect(io::Error),
    /// TLS failed: most often a certificate that is not trusted, expired, or for another name.
    Tls(io::Error),
    /// A time limit ran out.
    Timeout(Stage),
    /// The connection broke before the head of an answer was there.
    Closed(Box<dyn Error + Send + Sync>),
    /// What came back is not HTTP/1.1.
    Invalid(Box<dyn Error + Send + Sync>),
    /// There is no token to show to the backend. Holds a sentence that says why.
    Unauthorized(Arc<str>),
    /// The request's own body failed while it was sent; the backend is not to blame. Holds what the body said.
    Request(Box<dyn Error + Send + Sync>),
}

impl Failure {
    /// Whether the backend says that it has done nothing with the request, which may then be sent again whatever its method
    /// is (RFC 9113, section 8.7): it refused it, or it was closing the connection.
    pub(crate) fn is_untouched(&self) -> bool {
        let Self::Closed(error) = self else { return false };
        let Some(error) = error.source().and_then(|cause| cause.downcast_ref::<h2::Error>()) else { return false };
        let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
        error.is_remote() && (refused || error.is_go_away())
    }

    /// A short name for the metrics.
    pub(crate) fn cause(&self) -> &'static str {
        match self {
            Self::Resolve(_) => "resolve",
            Self::Connect(_) => "connect",
            Self::Tls(_) => "tls",
            Self::Timeout(Stage::Caller) | Self::Request(_) => "request",
            Self::Timeout(_) => "timeout",
            Self::Closed(_) => "closed",
            Self::Invalid(_) => "invalid",
            Self::Unauthorized(_) => "credentials",
        }
    }

    /// What the caller is told. Addresses and certificates stay in the log.
    pub(crate) fn into_fault(self, backend: &'static str) -> Fault {
        let detail = format!("backend `{backend}`: {self}");
        let (status, code, message) = match self {
            Self::Request(error) => match error.downcast::<Fault>() {
                // The check of a body that streams.
                Ok(fault) => return fault.or_by("body"),
                Err(_) => (StatusCode::BAD_REQUEST, "incomplete_body", "The body broke off."),
            },
            Self::Timeout(Stage::Caller) => {
                (StatusCode::REQUEST_TIMEOUT, "request_timeout", "The body came too slowly.")
            }
            Self::Timeout(_) => (StatusCode::GATEWAY_TIMEOUT, "backend_timeout", "The backend took too long."),
            Self::Invalid(_) => {
                (StatusCode::BAD_GATEWAY, "backend_invalid_response", "The backend's answer is not valid HTTP.")
            }
            Self::Unauthorized(_) => {
                let message = "The gateway has no credential for the backend.";
                (StatusCode::BAD_GATEWAY, "backend_credentials_unavailable", message)
            }
            Self::Resolve(_) | Self::Connect(_) | Self::Tls(_) | Self::Closed(_) => {
                (StatusCode::BAD_GATEWAY, "backend_connection_failure", "The backend can't be reached.")
            }
        };
        Fault::new(status, code, message).by(FORWARDING).detail(detail)
    }

    /// Sorts an error that hyper gave while the head of the answer was waited for.
    pub(crate) fn from_hyper(error: hyper::Error) -> Self {
        if error.is_parse() || error.is_parse_too_large() {
            return Self::Invalid(error.into());
        }
        match own_fault(error) {
            Ok(fault) => Self::Request(fault),
            Err(error) => Self::Closed(error.into()),
        }
    }
}

/// The error of the request's own body, which hyper wraps, or hyper's error back.
pub(crate) fn own_fault(error: hyper::Error) -> Result<Box<dyn Error + Send + Sync>, hyper::Error> {
    match error.source().and_then(|source| source.downcast_ref::<super::outgoing::Refused>()) {
        Some(refused) if error.is_user() => refused.take().ok_or(error),
        _ => Err(error),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resolve(error) => write!(f, "the host name did not resolve: {error}"),
            Self::Connect(error) => write!(f, "no connection: {error}"),
            Self::Tls(error) => write!(f, "TLS failed: {error}"),
            Self::Timeout(Stage::Connect) => f.write_str("connecting took too long"),
            Self::Timeout(Stage::Head) => f.write_str("the answer did not begin in time"),
            Self::Timeout(Stage::Upload) => f.write_str("the backend stopped taking the request's body"),
            Self::Timeout(Stage::Caller) => f.write_str("the caller stopped sending the request's body"),
            Self::Closed(error) => write!(f, "the connection broke before an answer: {}", chain(error.as_ref())),
            Self::Invalid(error) => write!(f, "the answer is not HTTP/1.1: {}", chain(error.as_ref())),
            Self::Unauthorized(why) => write!(f, "no credential: {why}"),
            Self::Request(error) => write!(f, "the request's body failed: {error}"),
        }
    }
}

impl Error for Failure {}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
