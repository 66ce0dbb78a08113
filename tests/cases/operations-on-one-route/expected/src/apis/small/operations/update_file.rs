//! `PUT /files/{id}`

use gatewright_runtime::{Call, Content, Flow, Operation, RequestBody, Streaming, json, parameter};
use gatewright_runtime::json::{Checked, Json, Member, Numeric, Object, Text, required};
use crate::apis::small::API;

/// `updateFile`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "updateFile",
    api: &API,
    method: "PUT",
    path: "/files/{id}",
    parameters: Parameters::check,
    body: RequestBody {
        required: false,
        contents: &[Content::json("application/json", body)],
    },
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `id`, in the path
    pub id: i64,
    /// `fields`, in the query
    pub fields: Option<String>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            id: parameter::path(call, "id", &Numeric::INTEGER)?,
            fields: parameter::query_optional(call, "fields", &Text::ANY)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}

/// The body as `application/json`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.any_of(&[body_object, body_object_2])
}

fn body_object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("name", json::string)];
    json.object(&Object::of(MEMBERS))
}

fn body_object_2(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("link", json::string)];
    json.object(&Object::of(MEMBERS))
}
