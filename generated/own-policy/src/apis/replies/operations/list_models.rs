//! List what can write

use gatewright_runtime::Operation;
use crate::apis::replies::API;

pub static OPERATION: Operation = Operation {
    id: "listModels",
    method: "GET",
    path: "/models",
    ..Operation::of(&API)
};
