//! `GET /a`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::Text;
use gatewright_runtime::parameter::OneOf;
use crate::apis::small::API;
use crate::apis::small::parameters::{Action8423, List3288, String4631};

/// `get`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "get",
    api: &API,
    method: "GET",
    path: "/a",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `action`, in the query
    pub action: Option<Action8423>,
    /// `call`, in the query
    pub call_a85d: Option<String>,
    /// `filter[name]`, in the query
    pub filter_name_9d0a: Option<String>,
    /// `filter_name`, in the query
    pub filter_name_95d7: Option<String>,
    /// `list`, in the query
    pub list: Option<List3288>,
    /// `string`, in the query
    pub string: Option<String4631>,
    /// `type`, in the query
    pub type_: Option<String>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            action: parameter::query_optional(call, "action", &OneOf)?,
            call_a85d: parameter::query_optional(call, "call", &Text::ANY)?,
            filter_name_9d0a: parameter::query_optional(
                call,
                "filter[name]",
                &Text::ANY,
            )?,
            filter_name_95d7: parameter::query_optional(
                call,
                "filter_name",
                &Text::ANY,
            )?,
            list: parameter::query_optional(call, "list", &OneOf)?,
            string: parameter::query_optional(call, "string", &OneOf)?,
            type_: parameter::query_optional(call, "type", &Text::ANY)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
