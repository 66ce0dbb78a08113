//! `*`

use gatewright_runtime::Operation;
use crate::apis::any::API;

pub static OPERATION: Operation = Operation {
    id: "passthrough-root",
    method: "*",
    path: "",
    ..Operation::of(&API)
};
