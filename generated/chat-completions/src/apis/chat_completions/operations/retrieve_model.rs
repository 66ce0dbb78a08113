//! Describe a model

use gatewright_runtime::{Operation, json::Text, parameter::{path, text}};
use crate::apis::chat_completions::API;

pub static OPERATION: Operation = Operation {
    id: "retrieveModel",
    method: "GET",
    path: "/models/{model}",
    parameters: &[path("model", text(Text::ANY.min_length(1)))],
    ..Operation::of(&API)
};
