//! `POST /escapes`

use gatewright_runtime::{Content, Operation, RequestBody};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "escapes",
    method: "POST",
    path: "/escapes",
    body: RequestBody::optional(&[Content::json("application/json", schemas::odd::check)]),
    ..Operation::of(&API)
};
