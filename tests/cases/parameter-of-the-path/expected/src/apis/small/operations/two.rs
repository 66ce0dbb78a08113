//! `PUT /a/{id}`

use gatewright_runtime::{Call, Flow, Location, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::{Numeric, Text};
use crate::apis::small::API;

/// `two`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "two",
    api: &API,
    method: "PUT",
    path: "/a/{id}",
    parameters: Parameters::check,
    body: RequestBody::None,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `id`, in the path
    pub id: String,
    /// `q`, in the query
    pub q: Option<i64>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            id: parameter::text(call, Location::Path, "id", &Text::ANY)?,
            q: parameter::optional_number(call, Location::Query, "q", &Numeric::INTEGER)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
