//! `POST /octets`

use gatewright_runtime::{Content, Operation, RequestBody};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "octets",
    method: "POST",
    path: "/octets",
    body: RequestBody::required(&[Content::unread("application/octet-stream")]),
    ..Operation::of(&API)
};
