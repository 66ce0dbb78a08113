//! `GET /things`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, Style, json, parameter};
use gatewright_runtime::json::{Checked, Json, Member, Numeric, Object, Text, optional};
use gatewright_runtime::parameter::{List, Parameter, Separator};
use crate::apis::small::API;

/// `list`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "list",
    api: &API,
    method: "GET",
    path: "/things",
    parameters: Parameters::check,
    body: RequestBody::NONE,
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
        parameter::check(call, CHECKED)?;
        Self::read(call).map(drop)
    }
}

/// Parameters that are checked by their schemas.
const CHECKED: &[Parameter] = &[
    Parameter::query("filter", Style::Deep, parameter_filter),
];

fn parameter_filter(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("colour", json::string)];
    json.object(&Object::of(MEMBERS))
}
