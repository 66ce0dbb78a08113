//! `* /{*path}`

use gatewright_runtime::Operation;
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "unmatched",
    method: "*",
    path: "/{*path}",
    ..Operation::of(&API)
};
