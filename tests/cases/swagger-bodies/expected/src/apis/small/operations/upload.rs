//! `POST /upload`

use gatewright_runtime::{Content, Field, Operation, RequestBody, json};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "upload",
    method: "POST",
    path: "/upload",
    body: RequestBody::required(&[Content::multipart(
        "multipart/form-data",
        &[Field::file("file").required(), Field::text("note", json::string)],
    )]),
    ..Operation::of(&API)
};
