//! `GET /several`

use gatewright_runtime::Operation;
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "several",
    method: "GET",
    path: "/several",
    ..Operation::of(&API)
};
