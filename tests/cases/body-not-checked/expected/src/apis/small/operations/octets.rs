//! `POST /octets`

use gatewright_runtime::{Operation, RequestBody};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "octets",
    method: "POST",
    path: "/octets",
    body: RequestBody::Stream { required: true, media_types: &["application/octet-stream"] },
    ..Operation::of(&API)
};
