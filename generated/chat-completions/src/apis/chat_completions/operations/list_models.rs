//! List models

use gatewright_runtime::Operation;
use crate::apis::chat_completions::API;

pub static OPERATION: Operation = Operation {
    id: "listModels",
    method: "GET",
    path: "/models",
    ..Operation::of(&API)
};
