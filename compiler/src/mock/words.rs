//! Values for members whose schema leaves them open, so that answers read like answers: by the member's name, which
//! means much the same in every API.

use std::time::{SystemTime, UNIX_EPOCH};

/// What a mock says wherever text is expected.
pub(super) const SENTENCE: &str = "This answer comes from a mock that follows the spec.";

/// A picture of one transparent pixel, a PNG in base64.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

/// A string for a member, if its name says which.
pub(super) fn known_string(name: &str) -> Option<&'static str> {
    Some(match name {
        "content" | "text" | "output_text" | "transcript" => SENTENCE,
        "input" | "prompt" | "question" => "Say hello.",
        "url" | "uri" => "https://example.com/mock",
        "b64_json" => PIXEL,
        "id" => "mock-1",
        "role" => "assistant",
        "arguments" => "{}",
        "language" => "en",
        "finish_reason" => "stop",
        _ => return None,
    })
}

/// A string of a format (JSON Schema Validation section 7.3), if it is a known one.
pub(super) fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => "2026-01-01T00:00:00Z",
        "date" => "2026-01-01",
        "time" => "00:00:00Z",
        "duration" => "PT1S",
        "uuid" => "00000000-0000-4000-8000-000000000000",
        "uri" | "url" | "iri" => "https://example.com/mock",
        "uri-reference" | "iri-reference" => "/mock",
        "email" | "idn-email" => "mock@example.com",
        "hostname" | "idn-hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "byte" => "bW9jaw==",
        "regex" => ".*",
        "json-pointer" => "/mock",
        _ => return None,
    })
}

/// A whole number for a member.
pub(super) fn integer(name: &str) -> i64 {
    match name {
        _ if name == "created" || name.ends_with("_at") => now(),
        _ if name.ends_with("_tokens") || name.ends_with("_count") => 8,
        _ => 0,
    }
}

/// Seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
