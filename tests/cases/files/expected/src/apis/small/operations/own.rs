//! `POST /own`

use gatewright_runtime::{Operation, RequestBody};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "own",
    method: "POST",
    path: "/own",
    body: RequestBody::Json { required: false, media_types: &["application/json"], check: schemas::own::check },
    ..Operation::of(&API)
};
