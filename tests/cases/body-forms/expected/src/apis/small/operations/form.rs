//! `POST /form`

use gatewright_runtime::{Content, Encoded, Operation, RequestBody, Streaming, Style};
use crate::apis::small::{API, schemas};

/// `form`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "form",
    api: &API,
    method: "POST",
    path: "/form",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: true,
        contents: &[
            Content::form(
                "application/x-www-form-urlencoded",
                &[
                    Encoded::new("address", Style::Json),
                    Encoded::new("colour", Style::Members(&["G", "R"])),
                    Encoded::new("items", Style::JsonItems),
                    Encoded::new("piped", Style::List('|')),
                    Encoded::new("sizes", Style::List(',')),
                ],
                schemas::order::check,
            ),
        ],
    },
    streaming: Streaming::Never,
};
