//! `GET /a`

use gatewright_runtime::{Call, Flow, Location, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::Text;
use crate::apis::small::API;
use crate::apis::small::parameters::String4631;

/// `get`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "get",
    api: &API,
    method: "GET",
    path: "/a",
    parameters: Parameters::check,
    body: RequestBody::None,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `call`, in the query
    pub call_a85d: Option<String>,
    /// `filter[name]`, in the query
    pub filter_name_9d0a: Option<String>,
    /// `filter_name`, in the query
    pub filter_name_95d7: Option<String>,
    /// `string`, in the query
    pub string: Option<String4631>,
    /// `type`, in the query
    pub type_: Option<String>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            call_a85d: parameter::optional_text(
                call,
                Location::Query,
                "call",
                &Text::ANY,
            )?,
            filter_name_9d0a: parameter::optional_text(
                call,
                Location::Query,
                "filter[name]",
                &Text::ANY,
            )?,
            filter_name_95d7: parameter::optional_text(
                call,
                Location::Query,
                "filter_name",
                &Text::ANY,
            )?,
            string: parameter::optional_choice(call, Location::Query, "string")?,
            type_: parameter::optional_text(call, Location::Query, "type", &Text::ANY)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
