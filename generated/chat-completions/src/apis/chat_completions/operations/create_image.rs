//! `POST /images/generations`
//!
//! Draw pictures

use gatewright_runtime::{Content, Operation, RequestBody, Streaming};
use crate::apis::chat_completions::{API, schemas};

/// `createImage`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "createImage",
    api: &API,
    method: "POST",
    path: "/images/generations",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: true,
        contents: &[
            Content::json("application/json", schemas::create_image_request::check),
        ],
    },
    streaming: Streaming::Never,
};
