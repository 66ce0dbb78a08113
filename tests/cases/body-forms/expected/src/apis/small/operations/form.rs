//! `POST /form`

use gatewright_runtime::{Content, Encoded, Operation, RequestBody, Style};
use crate::apis::small::{API, schemas};

pub static OPERATION: Operation = Operation {
    id: "form",
    method: "POST",
    path: "/form",
    body: RequestBody::required(&[Content::form(
        "application/x-www-form-urlencoded",
        &[
            Encoded::new("address", Style::Json),
            Encoded::new("colour", Style::Members(&["G", "R"])),
            Encoded::new("items", Style::JsonItems),
            Encoded::new("piped", Style::List('|')),
            Encoded::new("sizes", Style::List(',')),
        ],
        schemas::order::check,
    )]),
    ..Operation::of(&API)
};
