//! `PUT /binary`

use gatewright_runtime::{Content, Operation, RequestBody};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "binary",
    method: "PUT",
    path: "/binary",
    body: RequestBody::required(&[Content::unread("application/octet-stream")]),
    ..Operation::of(&API)
};
