//! `GET /things`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::{Numeric, Text};
use gatewright_runtime::parameter::{List, Separator};
use crate::apis::small::API;

/// `list`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "list",
    api: &API,
    method: "GET",
    path: "/things",
    parameters: Parameters::check,
    body: RequestBody::None,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `sizes`, in the query
    pub sizes: Option<Vec<i64>>,
    /// `tags`, in the query
    pub tags: Option<Vec<String>>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            sizes: parameter::query_optional(
                call,
                "sizes",
                &List {
                    items: Numeric::INTEGER.at_least("1"),
                    min_items: 0,
                    max_items: None,
                    separator: Separator::Within('|'),
                },
            )?,
            tags: parameter::query_optional(
                call,
                "tags",
                &List {
                    items: Text::ANY.max_length(8),
                    min_items: 0,
                    max_items: Some(3),
                    separator: Separator::Repeated,
                },
            )?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
