//! `POST /undeclared`

use gatewright_runtime::{Operation, RequestBody};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "undeclared",
    method: "POST",
    path: "/undeclared",
    body: RequestBody::Stream { required: false, media_types: &["application/x-www-form-urlencoded"] },
    ..Operation::of(&API)
};
