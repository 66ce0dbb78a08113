//! `POST /things`

use gatewright_runtime::{Content, Operation, RequestBody};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "makeThing",
    method: "POST",
    path: "/things",
    body: RequestBody::optional(&[Content::json("application/json", schemas::pet::check)]),
    ..Operation::of(&API)
};
