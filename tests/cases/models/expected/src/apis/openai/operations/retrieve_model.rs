//! `GET /models/{model}`

use gatewright_runtime::{ByModel, Operation, parameter::{TEXT, path}};
use crate::apis::openai::{API, MODELS};

pub static OPERATION: Operation = Operation {
    id: "retrieveModel",
    method: "GET",
    path: "/models/{model}",
    parameters: &[path("model", TEXT)],
    by_model: ByModel::Told("model", MODELS),
    ..Operation::of(&API)
};
