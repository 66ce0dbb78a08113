//! `PATCH /shared`

use gatewright_runtime::{Content, Operation, RequestBody};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "merge",
    method: "PATCH",
    path: "/shared",
    body: RequestBody::required(&[Content::json("application/merge-patch+json", schemas::thing::check)]),
    ..Operation::of(&API)
};
