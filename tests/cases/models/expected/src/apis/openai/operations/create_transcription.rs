//! `POST /audio/transcriptions`

use gatewright_runtime::{ByModel, Content, Field, Operation, RequestBody, json};
use crate::apis::openai::{API, MODELS};

pub static OPERATION: Operation = Operation {
    id: "createTranscription",
    method: "POST",
    path: "/audio/transcriptions",
    body: RequestBody::required(&[Content::multipart(
        "multipart/form-data",
        &[Field::file("file").required(), Field::text("model", json::string).required()],
    )]),
    by_model: ByModel::Body(MODELS),
    ..Operation::of(&API)
};
