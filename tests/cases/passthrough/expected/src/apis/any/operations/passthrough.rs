//! `* /{*path}`

use gatewright_runtime::Operation;
use crate::apis::any::API;

pub static OPERATION: Operation = Operation {
    id: "passthrough",
    method: "*",
    path: "/{*path}",
    ..Operation::of(&API)
};
