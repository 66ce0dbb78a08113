//! `GET /search`

use gatewright_runtime::Operation;
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "search",
    method: "GET",
    path: "/search",
    ..Operation::of(&API)
};
