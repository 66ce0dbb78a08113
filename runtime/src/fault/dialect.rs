//! The shapes of errors that clients know how to read.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};

use super::Cause;
use crate::body::Body;
use crate::json::Violation;
use crate::text::{integer, json_string};

/// The error shape of an API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `{"error":{"code","message","type","param","details"}}`
    AzureOpenAi,
    /// `{"error":{"message","type","param","code"}}`, with the details beside them.
    OpenAi,
    /// `{"type":"error","error":{"type","message"}}`
    Anthropic,
    /// `application/problem+json` (RFC 9457).
    Problem,
}

impl Dialect {
    /// The answer that tells a fault. Headers that every answer bears are added later.
    #[must_use]
    pub fn answer(self, cause: &Cause) -> Response<Body> {
        let mut response = Response::new(Body::full(Bytes::from(self.text(cause))));
        *response.status_mut() = cause.status;
        let headers = response.headers_mut();
        let media_type = if self == Self::Problem { "application/problem+json" } else { "application/json" };
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        if let Some(wait) = cause.retry_after {
            // Rounded up: a client that comes a moment too early is refused again.
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(allow) = &cause.allow {
            headers.insert(header::ALLOW, allow.clone());
        }
        if cause.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }

    /// The error as this dialect writes it: one JSON object.
    #[must_use]
    pub fn text(self, cause: &Cause) -> String {
        let mut to = String::with_capacity(160);
        match self {
            Self::AzureOpenAi | Self::OpenAi => {
                to.push_str("{\"error\":{\"code\":");
                json_string(&mut to, cause.code);
                member(&mut to, "message", &cause.message);
                member(&mut to, "type", openai_type(cause.status));
                to.push_str(",\"param\":");
                match &cause.param {
                    Some(param) => json_string(&mut to, param),
                    None => to.push_str("null"),
                }
                details(&mut to, "details", &cause.violations);
                to.push_str("}}");
            }
            Self::Anthropic => {
                to.push_str("{\"type\":\"error\",\"error\":{\"type\":");
                json_string(&mut to, anthropic_type(cause.status));
                member(&mut to, "message", &cause.message);
                member(&mut to, "code", cause.code);
                details(&mut to, "details", &cause.violations);
                to.push_str("}}");
            }
            Self::Problem => {
                to.push_str("{\"type\":\"about:blank\",\"title\":");
                json_string(&mut to, cause.status.canonical_reason().unwrap_or("Error"));
                to.push_str(",\"status\":");
                integer(&mut to, cause.status.as_u16());
                member(&mut to, "detail", &cause.message);
                member(&mut to, "code", cause.code);
                if let Some(param) = &cause.param {
                    member(&mut to, "param", param);
                }
                details(&mut to, "errors", &cause.violations);
                to.push('}');
            }
        }
        to
    }
}

fn member(to: &mut String, name: &str, value: &str) {
    to.push(',');
    json_string(to, name);
    to.push(':');
    json_string(to, value);
}

fn details(to: &mut String, name: &str, violations: &[Violation]) {
    if violations.is_empty() {
        return;
    }
    to.push(',');
    json_string(to, name);
    to.push_str(":[");
    for (index, violation) in violations.iter().enumerate() {
        to.push_str(if index == 0 { "{\"pointer\":" } else { ",{\"pointer\":" });
        json_string(to, &violation.pointer);
        member(to, "keyword", violation.keyword);
        if let Some(limit) = &violation.limit {
            to.push_str(&format!(",\"limit\":{limit}"));
        }
        to.push('}');
    }
    to.push(']');
}

fn openai_type(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "authentication_error",
        403 => "permission_error",
        429 => "rate_limit_error",
        400..=499 => "invalid_request_error",
        _ => "server_error",
    }
}

fn anthropic_type(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        503 | 529 => "overloaded_error",
        400..=499 => "invalid_request_error",
        _ => "api_error",
    }
}
