//! `COPY /things`

use gatewright_runtime::{Content, Operation, RequestBody};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "copyThings",
    method: "COPY",
    path: "/things",
    body: RequestBody::optional(&[Content::json("application/json", schemas::event::check)]),
    ..Operation::of(&API)
};
