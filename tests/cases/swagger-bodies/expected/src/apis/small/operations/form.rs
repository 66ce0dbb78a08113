//! `POST /form`

use gatewright_runtime::{Operation, RequestBody};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "form",
    method: "POST",
    path: "/form",
    body: RequestBody::Stream { required: true, media_types: &["application/x-www-form-urlencoded"] },
    ..Operation::of(&API)
};
