//! `POST /odd`

use gatewright_runtime::{Operation, RequestBody, parameter::{TEXT, header}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "odd",
    method: "POST",
    path: "/odd",
    parameters: &[header("b", TEXT)],
    body: RequestBody::Stream { required: false, media_types: &["application/x-www-form-urlencoded"] },
    ..Operation::of(&API)
};
