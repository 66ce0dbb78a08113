//! `POST /chat/completions`

use gatewright_runtime::{ByModel, Content, Operation, RequestBody};
use crate::apis::openai::{API, MODELS, schemas};

pub static OPERATION: Operation = Operation {
    id: "createChatCompletion",
    method: "POST",
    path: "/chat/completions",
    body: RequestBody::required(&[Content::json("application/json", schemas::create_chat_completion_request::check)]),
    by_model: ByModel::Body(MODELS),
    ..Operation::of(&API)
};
