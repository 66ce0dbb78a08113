//! `COPY /things`

use gatewright_runtime::{Operation, RequestBody};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "copyThings",
    method: "COPY",
    path: "/things",
    body: RequestBody::Json { required: false, media_types: &["application/json"], check: schemas::event::check },
    ..Operation::of(&API)
};
