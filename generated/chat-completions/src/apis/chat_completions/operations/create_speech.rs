//! Speak a text

use gatewright_runtime::{Content, Operation, RequestBody};
use crate::apis::chat_completions::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "createSpeech",
    method: "POST",
    path: "/audio/speech",
    body: RequestBody::required(&[Content::json("application/json", schemas::create_speech_request::check)]),
    ..Operation::of(&API)
};
