//! `GET /odd/it's(here)/*/café/a b/{unclosed`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::small::API;

/// `odd`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "odd",
    api: &API,
    method: "GET",
    path: "/odd/it's(here)/*/café/a b/{unclosed",
    parameters: |_| Ok(()),
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};
