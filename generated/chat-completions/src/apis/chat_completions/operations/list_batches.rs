//! List batches, the newest first

use gatewright_runtime::{Operation, json::Numeric, parameter::{TEXT, number, query}};
use crate::apis::chat_completions::API;

pub static OPERATION: Operation = Operation {
    id: "listBatches",
    method: "GET",
    path: "/batches",
    parameters: &[query("after", TEXT), query("limit", number(Numeric::INTEGER.at_least("1").at_most("100")))],
    ..Operation::of(&API)
};
