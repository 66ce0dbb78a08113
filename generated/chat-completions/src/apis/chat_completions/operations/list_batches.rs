//! `GET /batches`
//!
//! List batches, the newest first

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::{Numeric, Text};
use crate::apis::chat_completions::API;

/// `listBatches`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "listBatches",
    api: &API,
    method: "GET",
    path: "/batches",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `after`, in the query
    pub after: Option<String>,
    /// `limit`, in the query
    pub limit: Option<i64>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            after: parameter::query_optional(call, "after", &Text::ANY)?,
            limit: parameter::query_optional(
                call,
                "limit",
                &Numeric::INTEGER.at_least("1").at_most("100"),
            )?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
