//! `POST /own`

use gatewright_runtime::{Content, Operation, RequestBody};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "own",
    method: "POST",
    path: "/own",
    body: RequestBody::optional(&[Content::json("application/json", schemas::own::check)]),
    ..Operation::of(&API)
};
