//! What is told of a call, by the names that OpenTelemetry's conventions have.

use std::time::{Duration, SystemTime};

use http::StatusCode;

use super::Traced;
use super::wire::{Value, attribute, name};
use crate::fault::Dialect;
use crate::llm::usage::Usage;
use crate::telemetry::pace::Pace;

/// What stands for a method that the conventions don't know.
const OTHER: &str = "_OTHER";
/// The most bytes of such a method that a span has.
const LONGEST_METHOD: usize = 64;
/// The most bytes of a path that a span has.
const LONGEST_PATH: usize = 2048;

/// A call that has ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ended<'e> {
    pub(crate) trace: Traced,
    pub(crate) began: SystemTime,
    pub(crate) duration: Duration,
    pub(crate) request_id: &'e str,
    pub(crate) method: &'e str,
    pub(crate) path: &'e str,
    pub(crate) status: u16,
    pub(crate) api: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) dialect: Option<Dialect>,
    pub(crate) subscription: Option<&'e str>,
    pub(crate) backend: Option<&'static str>,
    pub(crate) attempts: u32,
    /// From the call's beginning to that of the last attempt.
    pub(crate) attempt_after: Option<Duration>,
    pub(crate) upstream_status: Option<StatusCode>,
    pub(crate) stream: bool,
    pub(crate) model: Option<&'e str>,
    pub(crate) usage: Option<&'e Usage>,
    /// Whether the gateway has counted it, since nobody reported it.
    pub(crate) estimated: bool,
    pub(crate) pace: Option<Pace>,
    pub(crate) error: Option<&'static str>,
    pub(crate) ended_by: Option<&'static str>,
}

/// What calls are told apart by, as bytes of attributes: the series of the metrics go by them, and spans have them too.
#[derive(Debug, Default)]
pub(super) struct Apart {
    /// Of every call: names of the gateway file and the spec, and the status.
    pub(super) request: Vec<u8>,
    /// Of calls of models; empty for others.
    pub(super) model: Vec<u8>,
}

impl Ended<'_> {
    /// Whether it called a model.
    fn is_of_model(&self) -> bool {
        self.usage.is_some() || self.model.is_some()
    }

    /// Whether its time is one of a model: a backend was called, and not merely asked about one.
    pub(super) fn used_model(&self) -> bool {
        self.usage.is_some() || (self.model.is_some() && self.backend.is_some() && self.method == "POST")
    }

    /// Writes what the call is told apart by, in place of what is there.
    pub(super) fn apart(&self, to: &mut Apart) {
        to.request.clear();
        attribute(&mut to.request, name!("http.request.method"), Value::Text(self.known_method().unwrap_or(OTHER)));
        attribute(&mut to.request, name!("http.response.status_code"), Value::Count(self.status.into()));
        self.of_operation(&mut to.request);
        to.model.clear();
        if self.is_of_model() {
            self.of_model(&mut to.model);
        }
    }

    /// The method, if it is one that the conventions know: callers may make up others, and each would be a series.
    fn known_method(&self) -> Option<&str> {
        let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
        Some(self.method).filter(|method| known.contains(method))
    }

    /// What the name of a span says of the method.
    pub(super) fn named_by_method(&self) -> &str {
        self.known_method().unwrap_or("HTTP")
    }

    fn of_operation(&self, to: &mut Vec<u8>) {
        attribute(to, name!("gatewright.api"), Value::Text(self.api));
        attribute(to, name!("gatewright.operation"), Value::Text(self.operation));
    }

    fn of_model(&self, to: &mut Vec<u8>) {
        let done = operation(self.path);
        attribute(to, name!("gen_ai.operation.name"), Value::Text(done));
        self.of_operation(to);
        let provider = match self.dialect {
            _ if done == "generate_content" => Some("gcp.gemini"),
            Some(Dialect::OpenAi) => Some("openai"),
            Some(Dialect::AzureOpenAi) => Some("azure.ai.openai"),
            Some(Dialect::Anthropic) => Some("anthropic"),
            Some(Dialect::Problem) | None => None,
        };
        if let Some(provider) = provider {
            attribute(to, name!("gen_ai.provider.name"), Value::Text(provider));
        }
        if let Some(model) = self.model {
            attribute(to, name!("gen_ai.request.model"), Value::Text(model));
        }
    }

    /// What a call's own span has beside what all calls are told apart by.
    pub(super) fn of_call(&self, to: &mut Vec<u8>) {
        if self.known_method().is_none() {
            attribute(to, name!("http.request.method_original"), Value::Text(cut(self.method, LONGEST_METHOD)));
        }
        attribute(to, name!("url.path"), Value::Text(cut(self.path, LONGEST_PATH)));
        attribute(to, name!("gatewright.request_id"), Value::Text(self.request_id));
        if let Some(subscription) = self.subscription {
            attribute(to, name!("gatewright.subscription"), Value::Text(subscription));
        }
        if let Some(by) = self.ended_by {
            attribute(to, name!("gatewright.ended_by"), Value::Text(by));
        }
    }

    /// What the span of the exchange has beside what calls of models are told apart by.
    pub(super) fn of_exchange(&self, backend: &str, to: &mut Vec<u8>) {
        attribute(to, name!("gatewright.backend"), Value::Text(backend));
        attribute(to, name!("gatewright.attempts"), Value::Count(self.attempts.into()));
        if let Some(status) = self.upstream_status {
            attribute(to, name!("http.response.status_code"), Value::Count(status.as_u16().into()));
        }
        if let Some(usage) = self.usage {
            tokens(to, name!("gen_ai.usage.input_tokens"), usage.prompt_tokens);
            tokens(to, name!("gen_ai.usage.output_tokens"), usage.completion_tokens);
            tokens(to, name!("gen_ai.usage.cache_read.input_tokens"), usage.cached_tokens);
            tokens(to, name!("gen_ai.usage.cache_creation.input_tokens"), usage.cache_write_tokens);
            if self.estimated {
                mark(to);
            }
        }
        if let Some(pace) = self.pace {
            attribute(to, name!("gen_ai.response.time_to_first_chunk"), Value::Decimal(pace.first.as_secs_f64()));
        }
        if self.stream && self.is_of_model() {
            attribute(to, name!("gen_ai.request.stream"), Value::Is(true));
        }
    }

    /// The name of the span of the exchange, in two parts.
    pub(super) fn exchange_name(&self) -> (&str, Option<&str>) {
        if self.is_of_model() { (operation(self.path), self.model) } else { (self.named_by_method(), None) }
    }
}

/// A text up to so many bytes.
fn cut(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// Tokens, where they are known.
fn tokens<const N: usize>(to: &mut Vec<u8>, name: &[u8; N], count: Option<u64>) {
    if let Some(count) = count.and_then(|count| i64::try_from(count).ok()) {
        attribute(to, name, Value::Count(count));
    }
}

/// What marks tokens that nobody reported.
pub(super) fn mark(to: &mut Vec<u8>) {
    attribute(to, name!("gatewright.estimated"), Value::Is(true));
}

/// What a call of a model does, by the path that is called.
fn operation(path: &str) -> &'static str {
    let path = path.trim_end_matches('/').as_bytes();
    let last = memchr::memrchr2(b'/', b':', path).map_or(0, |at| at + 1);
    match &path[last..] {
        b"embeddings" | b"embedContent" | b"batchEmbedContents" => "embeddings",
        b"generateContent" | b"streamGenerateContent" => "generate_content",
        b"completions" if !path.ends_with(b"/chat/completions") => "text_completion",
        // The conventions have no names for these.
        b"transcriptions" => "transcription",
        b"translations" => "translation",
        b"speech" => "speech",
        b"generations" | b"edits" | b"variations" => "image_generation",
        _ => "chat",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_follows_from_the_path() {
        for (path, done) in [
            ("/v1/chat/completions", "chat"),
            ("/v1/completions", "text_completion"),
            ("/v1/embeddings/", "embeddings"),
            ("/models/m:streamGenerateContent", "generate_content"),
            ("/v1/messages", "chat"),
            ("/v1/responses", "chat"),
            ("/v1/audio/transcriptions", "transcription"),
            ("/v1/audio/translations", "translation"),
            ("/v1/audio/speech", "speech"),
            ("/v1/images/edits", "image_generation"),
        ] {
            assert_eq!(operation(path), done, "{path}");
        }
    }
}
