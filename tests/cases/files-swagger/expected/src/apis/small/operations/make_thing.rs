//! `POST /things`

use gatewright_runtime::{Content, Operation, RequestBody};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "makeThing",
    method: "POST",
    path: "/things",
    body: RequestBody::required(&[Content::json("application/json", schemas::thing::check)]),
    ..Operation::of(&API)
};
