//! `GET /proxy/{*proxy}`

use gatewright_runtime::{Operation, parameter::{TEXT, path}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "proxy",
    method: "GET",
    path: "/proxy/{*proxy}",
    parameters: &[path("proxy", TEXT)],
    ..Operation::of(&API)
};
