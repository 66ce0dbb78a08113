//! The requests: five bodies, each with what the upstream answers and how many make a round.

use std::fmt::Write as _;

use clap::ValueEnum;
use serde_json::json;

use crate::upstream::{JSON_ANSWER, stream_length};

/// The key that the gateway admits.
pub(crate) const KEY: &str = "bench-key-0123456789abcdef0123456789abcdef";
/// SHA-256 of [`KEY`], as the subscriptions file holds it.
pub(crate) const KEY_SHA256: &str = "66f3f8da3e580459bdb225813f90ac5503b66546331698c87fc1ad431d4005a2";

/// One kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Case {
    /// A short chat, 0.8 KB: with its head more than a kilobyte, which is all that nginx reads at first.
    A,
    /// A chat of 60 messages, 29 KB.
    B,
    /// A stream of 200 chunks that are there at once.
    C,
    /// A chat with an image of 1 MB in a data URI.
    D,
    /// A stream of 200 chunks, one a millisecond.
    P,
}

/// A case made ready to be sent.
pub(crate) struct Load {
    /// Head and body as they go over the wire.
    pub(crate) request: Vec<u8>,
    /// The length of the body that must come back, without chunk framing.
    pub(crate) answer: usize,
    /// Requests in one measurement.
    pub(crate) requests: usize,
    /// Connections that send them.
    pub(crate) connections: usize,
}

impl Case {
    /// The letter on the command line and in the table.
    pub(crate) fn letter(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
            Self::D => "d",
            Self::P => "p",
        }
    }

    /// What it is, in the table.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::A => "0.8 KB chat",
            Self::B => "29 KB, 60 messages",
            Self::C => "SSE, 200 chunks at once",
            Self::D => "1 MB image",
            Self::P => "SSE, 200 chunks paced",
        }
    }

    /// The request bytes and the counts of this case.
    pub(crate) fn load(self) -> Load {
        let body = self.body();
        let mut head = format!(
            "POST /my-openai-api/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21 HTTP/1.1\r\n\
             host: 127.0.0.1\r\napi-key: {KEY}\r\ncontent-type: application/json\r\naccept: */*\r\n"
        );
        // Writing to a String cannot fail.
        let _ = write!(head, "content-length: {}\r\n\r\n", body.len());
        let mut request = head.into_bytes();
        request.extend_from_slice(body.as_bytes());
        let (requests, connections) = match self {
            Self::A => (4000, 16),
            Self::B => (2000, 16),
            Self::C => (320, 16),
            Self::D => (160, 16),
            Self::P => (128, 64),
        };
        let answer = if matches!(self, Self::C | Self::P) { stream_length() } else { JSON_ANSWER.len() };
        Load { request, answer, requests, connections }
    }

    fn body(self) -> String {
        let system = "You answer questions about the plans of a town library, briefly and with the source.";
        match self {
            Self::A => chat(&[json!({ "role": "system", "content": system }), message(0, 588)]),
            Self::B => chat(&(0..60).map(|index| message(index, 440)).collect::<Vec<_>>()),
            Self::C => streamed("backlog"),
            Self::P => streamed("paced"),
            Self::D => {
                let image = format!("data:image/png;base64,{}", "iVBORw0KGgoAAAANSUhEUgAB".repeat(1_048_000 / 24));
                chat(&[json!({ "role": "user", "content": [
                    { "type": "text", "text": "What does the picture show?" },
                    { "type": "image_url", "image_url": { "url": image, "detail": "auto" } },
                ] })])
            }
        }
    }
}

fn chat(messages: &[serde_json::Value]) -> String {
    json!({ "messages": messages, "temperature": 0.7, "top_p": 0.95, "max_tokens": 256, "user": "reader-17" })
        .to_string()
}

fn streamed(kind: &str) -> String {
    json!({ "messages": [message(0, 520)], "stream": true, "stream_options": { "include_usage": true }, "user": kind })
        .to_string()
}

/// A message of about `length` bytes, with quotes, line breaks and non-ASCII letters as people write them.
fn message(index: usize, length: usize) -> serde_json::Value {
    let role = if index.is_multiple_of(2) { "user" } else { "assistant" };
    let sentence = "The reading room on the second floor opens at nine; \"silent\" means silent, naïve as it sounds.\n";
    let mut content: String = sentence.chars().cycle().take(length).collect();
    content.push_str(&index.to_string());
    json!({ "role": role, "content": content })
}
