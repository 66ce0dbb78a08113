//! `POST /upload`

use gatewright_runtime::{Field, FieldCheck, Operation, RequestBody, json::Text};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "upload",
    method: "POST",
    path: "/upload",
    body: RequestBody::Multipart {
        required: true,
        fields: &[
            Field { name: "file", required: true, repeated: false, check: FieldCheck::File },
            Field { name: "note", required: false, repeated: false, check: FieldCheck::Text(Text::ANY) },
        ],
    },
    ..Operation::of(&API)
};
