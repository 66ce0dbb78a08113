//! `POST /upload`

use gatewright_runtime::{Content, Field, Operation, RequestBody, Streaming, json};
use crate::apis::small::API;

/// `upload`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "upload",
    api: &API,
    method: "POST",
    path: "/upload",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: true,
        contents: &[
            Content::multipart(
                "multipart/form-data",
                &[Field::file("file").required(), Field::text("note", json::string)],
            ),
        ],
    },
    streaming: Streaming::Never,
};
