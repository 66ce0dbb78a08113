//! `GET /batches/{batch_id}`
//!
//! Describe a batch

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::Text;
use crate::apis::chat_completions::API;

/// `retrieveBatch`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "retrieveBatch",
    api: &API,
    method: "GET",
    path: "/batches/{batch_id}",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `batch_id`, in the path
    pub batch_id: String,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            batch_id: parameter::path(call, "batch_id", &Text::ANY.min_length(1))?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
