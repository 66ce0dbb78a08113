//! `GET /things/`

use gatewright_runtime::Operation;
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "withSlash",
    method: "GET",
    path: "/things/",
    ..Operation::of(&API)
};
