//! `GET /members`

use gatewright_runtime::{Operation, RequestBody, Streaming, Style, json, parameter};
use gatewright_runtime::json::{Checked, Json, Member, Object, optional, required};
use gatewright_runtime::parameter::Parameter;
use crate::apis::small::API;

/// `members`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "members",
    api: &API,
    method: "GET",
    path: "/members",
    parameters: |call| parameter::check(call, CHECKED),
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// Parameters that are checked by their schemas.
const CHECKED: &[Parameter] = &[
    Parameter::query("point", Style::Members(&["x", "y"]), parameter_point).required(),
];

fn parameter_point(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("x", json::integer),
        optional("y", json::integer),
    ];
    json.object(&Object::of(MEMBERS))
}
