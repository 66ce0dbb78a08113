//! `PUT /anything`

use gatewright_runtime::{Content, Operation, RequestBody};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "anything",
    method: "PUT",
    path: "/anything",
    body: RequestBody::optional(&[Content::range("*/*", schemas::thing::check)]),
    ..Operation::of(&API)
};
