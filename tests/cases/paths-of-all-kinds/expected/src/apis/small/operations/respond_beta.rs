//! `POST /responses?beta=true`

use gatewright_runtime::{Operation, RequestBody, Streaming};
use crate::apis::small::API;

/// `respondBeta`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "respondBeta",
    api: &API,
    method: "POST",
    path: "/responses?beta=true",
    parameters: |_| Ok(()),
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};
