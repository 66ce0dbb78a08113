//! Draw pictures

use gatewright_runtime::{Operation, RequestBody};
use crate::apis::chat_completions::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "createImage",
    method: "POST",
    path: "/images/generations",
    body: RequestBody::Json {
        required: true,
        media_types: &["application/json"],
        check: schemas::create_image_request::check,
    },
    ..Operation::of(&API)
};
