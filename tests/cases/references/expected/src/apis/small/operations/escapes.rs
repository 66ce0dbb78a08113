//! `POST /escapes`

use gatewright_runtime::{Operation, RequestBody};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "escapes",
    method: "POST",
    path: "/escapes",
    body: RequestBody::Json { required: false, media_types: &["application/json"], check: schemas::odd::check },
    ..Operation::of(&API)
};
