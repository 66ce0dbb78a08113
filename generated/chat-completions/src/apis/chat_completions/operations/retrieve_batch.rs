//! Describe a batch

use gatewright_runtime::{Operation, json::Text, parameter::{path, text}};
use crate::apis::chat_completions::API;

pub static OPERATION: Operation = Operation {
    id: "retrieveBatch",
    method: "GET",
    path: "/batches/{batch_id}",
    parameters: &[path("batch_id", text(Text::ANY.min_length(1)))],
    ..Operation::of(&API)
};
