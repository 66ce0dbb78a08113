//! `POST /odd`

use gatewright_runtime::{Call, Content, Flow, Operation, RequestBody, Streaming, json, parameter};
use gatewright_runtime::json::{Checked, Json, Member, Object, Text, optional};
use crate::apis::small::API;

/// `odd`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "odd",
    api: &API,
    method: "POST",
    path: "/odd",
    parameters: Parameters::check,
    body: RequestBody {
        required: false,
        contents: &[Content::form("application/x-www-form-urlencoded", &[], body)],
    },
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `b`, in the headers
    pub b: Option<String>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            b: parameter::header_optional(call, "b", &Text::ANY)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}

/// The form as one object.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("d", json::string)];
    json.object(&Object::of(MEMBERS))
}
