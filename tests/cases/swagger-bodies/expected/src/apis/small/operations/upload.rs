//! `POST /upload`

use gatewright_runtime::{Field, FieldCheck, Operation, RequestBody, Streaming};
use gatewright_runtime::json::Text;
use crate::apis::small::API;

/// `upload`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "upload",
    api: &API,
    method: "POST",
    path: "/upload",
    parameters: |_| Ok(()),
    body: RequestBody::Multipart {
        required: true,
        fields: &[
            Field {
                name: "file",
                required: true,
                repeated: false,
                check: FieldCheck::File,
            },
            Field {
                name: "note",
                required: false,
                repeated: false,
                check: FieldCheck::Text(Text::ANY),
            },
        ],
    },
    streaming: Streaming::Never,
};
