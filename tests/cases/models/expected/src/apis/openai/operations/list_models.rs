//! `GET /models`

use gatewright_runtime::{ByModel, Operation};
use crate::apis::openai::{API, MODELS};

pub static OPERATION: Operation = Operation {
    id: "listModels",
    method: "GET",
    path: "/models",
    by_model: ByModel::Listed(MODELS),
    ..Operation::of(&API)
};
