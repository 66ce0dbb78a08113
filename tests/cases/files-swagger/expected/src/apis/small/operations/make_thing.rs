//! `POST /things`

use gatewright_runtime::{Operation, RequestBody};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "makeThing",
    method: "POST",
    path: "/things",
    body: RequestBody::Json { required: true, media_types: &["application/json"], check: schemas::thing::check },
    ..Operation::of(&API)
};
