//! `PATCH /shared`

use gatewright_runtime::{Operation, RequestBody};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "merge",
    method: "PATCH",
    path: "/shared",
    body: RequestBody::Json {
        required: true,
        media_types: &["application/merge-patch+json"],
        check: schemas::thing::check,
    },
    ..Operation::of(&API)
};
