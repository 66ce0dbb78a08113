//! Draw pictures

use gatewright_runtime::{Content, Operation, RequestBody};
use crate::apis::chat_completions::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "createImage",
    method: "POST",
    path: "/images/generations",
    body: RequestBody::required(&[Content::json("application/json", schemas::create_image_request::check)]),
    ..Operation::of(&API)
};
