//! `POST /several`

use gatewright_runtime::{Operation, RequestBody};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "several",
    method: "POST",
    path: "/several",
    body: RequestBody::Stream {
        required: false,
        media_types: &["application/json", "application/x-www-form-urlencoded"],
    },
    ..Operation::of(&API)
};
