//! `POST /declared`

use gatewright_runtime::{Operation, Streaming};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "declared",
    method: "POST",
    path: "/declared",
    streaming: Streaming::Declared,
    ..Operation::of(&API)
};
